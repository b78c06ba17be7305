import { finished } from 'node:stream/promises'
import type { FormatterPlugin } from '@cucumber/cucumber/api'
import { CucumberHtmlStream } from '@cucumber/html-formatter'
import type { Envelope } from '@cucumber/messages'
import { Scorecard } from './scorecard'
import { previousPromises } from './scorecard_files'
import { scorecardHtml, scorecardStyle } from './scorecard_html'

/** The place in the report's template where its contents begin. */
const contents = '<body>\n<div id="content">'

/**
 * A Cucumber formatter: Cucumber's own HTML report with the scorecard above it.
 *
 * The scorecard is known only at the end, but its place is at the beginning, where everybody reads it first, with
 * eyes or with a screen reader. So the report is written when the run has finished.
 */
const formatter: FormatterPlugin = {
  type: 'formatter',
  formatter({ on, write, directory }) {
    const messages: Envelope[] = []
    const scorecard = new Scorecard(previousPromises(directory))
    on('message', (message) => {
      messages.push(message)
      scorecard.update(message)
    })
    return async () => {
      const report = new CucumberHtmlStream()
      const above = scorecardHtml(scorecard.scored())
      let placed = false
      report.on('data', (chunk: string) => {
        const place = placed ? -1 : chunk.indexOf(contents)
        write(place < 0 ? chunk : withScorecard(chunk, above))
        placed ||= place >= 0
      })
      for (const message of messages) report.write(message)
      report.end()
      await finished(report)
    }
  },
}

function withScorecard(chunk: string, scorecard: string): string {
  return chunk
    .replace('</head>', () => `<style>${scorecardStyle}</style>\n</head>`)
    .replace(contents, () => contents.replace('\n', () => `\n${scorecard}`))
}

export default formatter
