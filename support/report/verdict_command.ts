import { type Durability, durability, violationsOf } from '../checks/durability'
import { messageOf, RecoveryError } from '../errors'
import { evidence } from './evidence'
import { type Journal, readJournal } from './journal'
import { Measurements } from './measurements'

/**
 * Judges the durability of a journal as its scenario was judged.
 *
 * @throws RecoveryError `INCONCLUSIVE` when the scenario ended before the users were read back
 */
export function judge({ history, stored }: Journal): Durability {
  if (!stored) {
    throw new RecoveryError(
      'INCONCLUSIVE',
      'inconclusive: the scenario ended before the users were read back',
    )
  }
  return durability(history.operations, stored)
}

async function main(): Promise<void> {
  const [file] = process.argv.slice(2)
  if (file === undefined)
    throw new Error('say which journal: npm run verdict -- reports/journal/…/FILE.ndjson')
  const journal = await readJournal(file)
  const { scenario, platform, seed, versions, startedAt } = journal.header
  console.log(`${scenario} (platform ${platform}, seed ${seed}, Node.js ${versions.node})\n`)
  const verdict = judge(journal)
  const measurements = new Measurements()
  measurements.durability(verdict)
  console.log(evidence({ history: journal.history, measurements, startedAt }))
  const violations = violationsOf(verdict)
  console.log(`\n${[`durability: ${verdict.verdict}`, ...violations].join('\n')}`)
  process.exitCode = verdict.verdict === 'held' ? 0 : 1
}

if (require.main === module) {
  void main().catch((error: unknown) => {
    console.error(messageOf(error))
    process.exitCode = 1
  })
}
