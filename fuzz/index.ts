import { inspect } from 'node:util'
import { messageOf } from '../support/errors'
import type { Platform } from '../support/platform/platform'
import { wrongsOf } from './checks/answer'
import { type Options, parseOptions, replayCommand } from './options'
import { generate } from './requests/generate'
import { shortened } from './requests/request'
import { contractOf, runAll } from './run'
import { Sender } from './sending/sender'
import { withStack } from './with_stack'

async function fuzz(platform: Platform, options: Options): Promise<void> {
  const { findings, summary } = await runAll(platform, options)
  console.log(`\n${summary}\n`)
  if (findings.count > 0) {
    console.log(findings.text((request) => replayCommand(options, request)))
    process.exitCode = 1
  } else {
    console.log(`${options.requests} requests: nothing found (seed ${options.seed})`)
  }
}

/** Sends one request of a run alone, and shows everything about it. */
async function sendOne(platform: Platform, { seed }: Options, number: number): Promise<void> {
  const request = generate(seed, number)
  const sender = new Sender(platform.apiUrl, 1)
  const reply = await sender.send(request)
  sender.close()
  console.log(shortened(request))
  console.log(inspect(reply, { depth: null, maxStringLength: 2000 }))
  const contract = await contractOf(platform)
  const wrongs =
    'failure' in reply
      ? ['no answer']
      : reply.answers.flatMap((answer, position) => wrongsOf(contract, request, answer, position))
  for (const wrong of wrongs) console.log(`wrong: ${wrong}`)
  process.exitCode = wrongs.length > 0 ? 1 : 0
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2))
  console.log(`seed ${options.seed}; replay: ${replayCommand(options, options.only)}`)
  const { only } = options
  await withStack((platform) =>
    only === undefined ? fuzz(platform, options) : sendOne(platform, options, only),
  )
}

void main()
  .catch((error: unknown) => {
    console.error(messageOf(error))
    process.exitCode = 1
  })
  // After an interruption requests and faults may still be under way; what they were for is gone.
  .finally(() => process.exit())
