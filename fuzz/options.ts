import { parseArgs } from 'node:util'
import { RecoveryError } from '../support/errors'
import { drawnSeed } from '../support/run'

export interface Options {
  requests: number
  seed: number
  /** Sends this one request alone, and shows the answer. */
  only?: number
}

/**
 * Reads the command line.
 *
 * @throws RecoveryError `BAD_CONFIGURATION`, one sentence that says what is wrong and what to do
 */
export function parseOptions(args: string[]): Options {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ args, options: { requests: text, seed: text, only: text } })
  return {
    requests: integer('requests', values.requests ?? '20000', 100, 10_000_000),
    seed: values.seed === undefined ? drawnSeed() : integer('seed', values.seed, 0, 2 ** 31 - 1),
    ...(values.only !== undefined && { only: integer('only', values.only, 0, 10_000_000) }),
  }
}

function integer(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN
  if (value >= least && value <= most) return value
  throw new RecoveryError(
    'BAD_CONFIGURATION',
    `--${name} is ${JSON.stringify(text)}; give a whole number from ${least} to ${most}`,
  )
}

/** The command that sends the same requests in the same order again, or only one of them. */
export function replayCommand({ requests, seed }: Options, only?: number): string {
  const what = only === undefined ? `--requests ${requests}` : `--only ${only}`
  return `npm run fuzz -- ${what} --seed ${seed}`
}
