import type { Answer } from './answer'

interface Rest {
  answer: Answer
  rest: Buffer
}

const endOfHead = '\r\n\r\n'

/**
 * Reads the answers in what came over a connection.
 *
 * @throws SyntaxError when it is not a sequence of complete HTTP answers
 */
export function answersIn(received: Buffer): Answer[] {
  const answers: Answer[] = []
  for (let left = received; left.length > 0;) {
    const { answer, rest } = firstOf(left)
    // "100 Continue" and the like only announce the answer.
    if (answer.status >= 200) answers.push(answer)
    left = rest
  }
  return answers
}

function firstOf(received: Buffer): Rest {
  const end = received.indexOf(endOfHead)
  if (end < 0) throw new SyntaxError('the head of an answer breaks off')
  const [statusLine = '', ...lines] = received.subarray(0, end).toString('latin1').split('\r\n')
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]
  if (status === undefined) throw new SyntaxError(`not a status line: ${JSON.stringify(statusLine)}`)
  const headers = Object.fromEntries(lines.map(headerOf))
  const { body, rest } = bodyOf(Number(status), headers, received.subarray(end + endOfHead.length))
  return { answer: { status: Number(status), headers, body }, rest }
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(':')
  if (colon < 1) throw new SyntaxError(`not a header: ${JSON.stringify(line)}`)
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}

function bodyOf(status: number, headers: Answer['headers'], from: Buffer): { body: string; rest: Buffer } {
  if (status < 200 || status === 204 || status === 304) return { body: '', rest: from }
  if (headers['transfer-encoding'] === 'chunked') return chunksOf(from)
  const length = headers['content-length']
  if (length === undefined) return { body: from.toString(), rest: Buffer.alloc(0) }
  if (from.length < Number(length)) throw new SyntaxError('the body of an answer breaks off')
  return { body: from.subarray(0, Number(length)).toString(), rest: from.subarray(Number(length)) }
}

function chunksOf(from: Buffer): { body: string; rest: Buffer } {
  const chunks: Buffer[] = []
  for (let left = from; ;) {
    const end = left.indexOf('\r\n')
    const length = parseInt(left.subarray(0, Math.max(0, end)).toString(), 16)
    const next = end + 2 + length + 2
    if (!(next <= left.length)) throw new SyntaxError('a chunk of an answer breaks off')
    if (length === 0) return { body: Buffer.concat(chunks).toString(), rest: left.subarray(next) }
    chunks.push(left.subarray(end + 2, end + 2 + length))
    left = left.subarray(next)
  }
}
