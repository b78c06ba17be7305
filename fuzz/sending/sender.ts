import http from 'node:http'
import type { HttpSketch, Sketch } from '../requests/request'
import type { Reply } from './answer'
import { sendWire } from './wire'

/** The service promises an answer within 5 s; a busy machine may take longer to notice it. */
const answerWithin = 8000

/** Sends requests exactly as they are, over kept-alive connections; a request without an answer is a `Reply` too. */
export class Sender {
  private readonly port: number
  private readonly agent: http.Agent

  /** @param connections - how many may be open at once */
  constructor(apiUrl: string, connections: number) {
    this.port = Number(new URL(apiUrl).port)
    this.agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  }

  send(request: Sketch): Promise<Reply> {
    return 'wire' in request ? sendWire(this.port, request, answerWithin) : this.sendHttp(request)
  }

  /** Closes every connection. */
  close(): void {
    this.agent.destroy()
  }

  private sendHttp({ method, target, headers = {}, body }: HttpSketch): Promise<Reply> {
    return new Promise((resolve) => {
      const { port, agent } = this
      const outgoing = http.request({ host: '127.0.0.1', port, agent, method, path: target, headers })
      // Node leaves the length out of a GET, so that its body would be taken for the next request.
      if (body !== undefined && !outgoing.hasHeader('transfer-encoding'))
        outgoing.setHeader('content-length', Buffer.byteLength(body))
      const timer = setTimeout(() => {
        outgoing.destroy(Object.assign(new Error('no answer'), { code: 'TIMEOUT' }))
      }, answerWithin)
      const settle = (reply: Reply): void => {
        clearTimeout(timer)
        resolve(reply)
      }
      const fail = (error: NodeJS.ErrnoException): void => {
        settle({ failure: error.code ?? error.name })
      }
      outgoing.on('error', fail)
      outgoing.on('response', (incoming) => {
        incoming.on('error', fail)
        void read(incoming).then(settle, fail)
      })
      outgoing.end(body)
    })
  }
}

async function read(incoming: http.IncomingMessage): Promise<Reply> {
  const chunks = (await incoming.toArray()) as Buffer[]
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  )
  return { answers: [{ status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString() }] }
}
