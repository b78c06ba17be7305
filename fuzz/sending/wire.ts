import { connect } from 'node:net'
import { messageOf } from '../../support/errors'
import type { WireSketch } from '../requests/request'
import type { Reply } from './answer'
import { answersIn } from './wire_answers'

/** Sends bytes over a connection of their own, and resolves with what came back when the service has closed it. */
export function sendWire(port: number, { wire, ends }: WireSketch, timeout: number): Promise<Reply> {
  return new Promise((resolve) => {
    const received: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let failure: string | undefined
    const timer = setTimeout(() => {
      failure = 'TIMEOUT'
      socket.destroy()
    }, timeout)
    socket.on('data', (chunk) => received.push(chunk))
    socket.on('end', () => socket.end())
    socket.on('error', (error: NodeJS.ErrnoException) => {
      failure = error.code ?? error.name
    })
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(replyOf(Buffer.concat(received), failure))
    })
    if (ends) socket.end(wire)
    else socket.write(wire)
  })
}

/** A connection that broke after its answers had come in full was answered all the same. */
function replyOf(received: Buffer, failure: string | undefined): Reply {
  try {
    const [first, ...more] = answersIn(received)
    return first ? { answers: [first, ...more] } : { failure: failure ?? 'CLOSED' }
  } catch (error) {
    return {
      failure: failure ?? `${messageOf(error)}: ${JSON.stringify(received.toString('latin1').slice(0, 300))}`,
    }
  }
}
