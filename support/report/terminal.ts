import type { FormatterPlugin } from '@cucumber/cucumber/api'
import type { TestCaseFinished } from '@cucumber/messages'
import { SummaryPrinter } from '@cucumber/pretty-formatter'
import { Query } from '@cucumber/query'
import { clearLine } from './live_line'
import { casesIn, Scorecard } from './scorecard'
import { previousPromises } from './scorecard_files'
import { scorecardText } from './scorecard_text'

const signs: Record<string, string> = {
  ...{ PASSED: '✔', FAILED: '✘', SKIPPED: '-' },
  ...{ PENDING: '?', UNDEFINED: '?', AMBIGUOUS: '?' },
}

interface Options {
  includeAttachments?: boolean
  /** Where the scorecard of the run before is kept. */
  scorecard?: { folder?: string }
}

/**
 * A Cucumber formatter: one line for each scenario as it ends, readable also when scenarios run in parallel, and in
 * the end the scorecard and Cucumber's own summary.
 */
const formatter: FormatterPlugin<Options> = {
  type: 'formatter',
  formatter({ on, stream, write, options }) {
    const query = new Query()
    const scorecard = new Scorecard(previousPromises(options.scorecard?.folder))
    const onTerminal = 'isTTY' in stream && stream.isTTY === true
    // In one write with the text, because another worker may draw its live line at any moment between two.
    const print = (text: string) => {
      write(onTerminal ? clearLine + text : text)
    }
    const summary = new SummaryPrinter({
      stream,
      options: { includeAttachments: options.includeAttachments ?? true },
    })
    on('message', (envelope) => {
      query.update(envelope)
      scorecard.update(envelope)
      if (envelope.testCaseFinished) print(`${describe(query, envelope.testCaseFinished)}\n`)
      if (envelope.testRunFinished) {
        const scored = scorecard.scored()
        print(scored.promises.length > 0 ? scorecardText(scored, onTerminal) : '')
      }
      summary.update(envelope)
    })
  },
}

function describe(query: Query, finished: TestCaseFinished): string {
  const pickle = query.findPickleBy(finished)
  const status = query.findMostSevereTestStepResultBy(finished)?.status ?? 'PASSED'
  const { seconds = 0, nanos = 0 } = query.findTestCaseDurationBy(finished) ?? {}
  const tags = pickle?.tags ?? []
  const cases = casesIn(tags).join(' ')
  const duration = (seconds + nanos / 1e9).toFixed(1)
  return `${signs[status] ?? '?'} ${cases.padEnd(6)} ${pickle?.name ?? ''} (${duration} s)`
}

export default formatter
