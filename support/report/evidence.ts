import type { History } from '../history/history'
import type { Measurements } from './measurements'
import { phaseTable } from './phases'
import { recoveriesFrom } from './recoveries'
import type { Sending } from '../traffic/load'
import { faultTable, measurementTable, operationTable, sendingTable } from './tables'
import { timeline } from './timeline'

/** What a scenario promised, did and measured. */
export interface Story {
  history: History
  measurements: Measurements
  /** Those who called; known only where they did so, not where a journal is judged. */
  callers?: { sending: Sending | undefined }
  /** Milliseconds since the Unix epoch. */
  startedAt: number
}

/** The evidence of a scenario as tables that also line up as plain text; empty when nothing happened. */
export function evidence({ history, measurements, startedAt, callers }: Story): string {
  const { operations, faults } = history
  const recoveries = recoveriesFrom(operations, faults)
  return [
    measurements.list.length > 0 && measurementTable(measurements.list),
    faults.length > 0 && faultTable(recoveries, operations, startedAt),
    faults.length > 0 && operations.length > 0 && phaseTable(operations, recoveries),
    operations.length > 0 && operationTable(operations),
    callers?.sending && sendingTable(callers.sending),
  ]
    .filter((part) => typeof part === 'string')
    .join('\n\n')
}

/** The same as a picture, for a scenario in which something was broken while somebody called. */
export async function picture({ history, startedAt }: Story): Promise<Buffer | undefined> {
  if (history.faults.length === 0) return undefined
  const svg = await timeline(history.operations, history.faults, startedAt)
  // As a buffer, because the report shows only encoded images.
  return svg === undefined ? undefined : Buffer.from(svg)
}
