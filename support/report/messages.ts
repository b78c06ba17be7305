import type { Envelope } from '@cucumber/messages'
import { readIfThere } from '../files'

/** The messages in a run's report: none where there is no report, and without a line that was never finished. */
export async function readMessages(file: string): Promise<Envelope[]> {
  const text = (await readIfThere(file)) ?? ''
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as Envelope)
}
