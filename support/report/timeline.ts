import type { FaultRecord } from '../history/fault'
import type { OperationList } from '../history/operations'
import { recoveriesFrom } from './recoveries'
import { timelineData } from './timeline_data'
import { timelineSpec } from './timeline_spec'

/** Leaves out what nobody sees: digits of coordinates beyond a tenth of a pixel, and names for style sheets. */
function shorter(svg: string): string {
  return svg
    .replace(/ d="[^"]+"/g, (path) => path.replace(/(\d+\.\d)\d+/g, '$1'))
    .replace(/ (class|aria-roledescription|aria-hidden|pointer-events|role)="[^"]*"/g, '')
}

/**
 * Draws what a scenario's callers saw while things were broken.
 *
 * @param startedAt - when the scenario began, in milliseconds since the Unix epoch
 * @returns an SVG document; undefined when there was no traffic that could be drawn
 */
export async function timeline(
  operations: OperationList,
  faults: readonly FaultRecord[],
  startedAt: number,
): Promise<string | undefined> {
  const data = timelineData(operations, recoveriesFrom(operations, faults), startedAt)
  if (!data) return undefined
  // Loading both takes longer than anything else here, so only those who draw pay for it.
  const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')])
  const view = new vega.View(vega.parse(compile(timelineSpec(data)).spec), { renderer: 'none' })
  try {
    return shorter(await view.toSVG())
  } finally {
    view.finalize()
  }
}
