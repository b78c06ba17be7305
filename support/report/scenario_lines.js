const { SummaryPrinter } = require('@cucumber/pretty-formatter')
const { Query } = require('@cucumber/query')

const signs = { PASSED: '✔', FAILED: '✘', SKIPPED: '-', PENDING: '?', UNDEFINED: '?', AMBIGUOUS: '?' }

/** Removes the live line of a load, which is drawn again below what is printed now. */
function clearLine() {
  if (process.stdout.isTTY && process.stderr.isTTY) process.stderr.write('\r\u001B[K')
}

/**
 * A Cucumber formatter: one line for each scenario as it ends, readable also when scenarios run in parallel, and
 * Cucumber's own summary in the end.
 *
 * @type {import('@cucumber/cucumber/api').FormatterPlugin}
 */
module.exports = {
  type: 'formatter',
  formatter({ on, stream, write, options }) {
    const query = new Query()
    const summary = new SummaryPrinter({
      stream,
      options: { includeAttachments: options.includeAttachments ?? true },
    })
    on('message', (envelope) => {
      query.update(envelope)
      if (envelope.testCaseFinished) {
        clearLine()
        write(`${describe(query, envelope.testCaseFinished)}\n`)
      }
      if (envelope.testRunFinished) clearLine()
      summary.update(envelope)
    })
  },
}

function describe(query, finished) {
  const pickle = query.findPickleBy(finished)
  const status = query.findMostSevereTestStepResultBy(finished)?.status ?? 'PASSED'
  const { seconds = 0, nanos = 0 } = query.findTestCaseDurationBy(finished) ?? {}
  const cases = pickle.tags.flatMap(({ name }) => (name.startsWith('@TC_') ? [name.slice(1)] : [])).join(' ')
  return `${signs[status]} ${cases.padEnd(6)} ${pickle.name} (${(seconds + nanos / 1e9).toFixed(1)} s)`
}
