import { readIfThere } from '../../files'

const timestamp = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d+/

/** The moment a log line says it was written (UTC, in any of the two ISO-like forms), in ms since the epoch. */
function momentOf(line: string): number | undefined {
  const found = timestamp.exec(line)
  return found ? Date.parse(`${found[0].replace(' ', 'T')}Z`) : undefined
}

/** The lines of a log written at or after `since`; a line without a time belongs to the one before it. */
export async function readLog(file: string, since = 0): Promise<string[]> {
  const text = (await readIfThere(file)) ?? ''
  let moment = 0
  return text.split('\n').filter((line) => {
    // Log times are whole milliseconds, so a line of this very millisecond counts.
    moment = momentOf(line) ?? moment
    return line !== '' && moment >= Math.floor(since)
  })
}
