import { createConnection } from 'node:net'
import { now } from '../clock'
import { RecoveryError } from '../errors'
import type { Component, Platform } from '../platform/platform'
import type { Fault } from './fault'

/** How long a component must stay silent to count as frozen, in milliseconds. */
const silence = 300

/** What makes a listening component answer: a status line, and PostgreSQL's one-byte answer to an SSL request. */
const greetings: Record<Component, Buffer> = {
  api: Buffer.from('GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'),
  database: Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]),
}

function portOf(platform: Platform, component: Component): number {
  return component === 'api' ? Number(new URL(platform.apiUrl).port) : platform.database.port
}

/** Whether a component accepts a connection but does not answer on it. */
function isSilent(platform: Platform, component: Component): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port: portOf(platform, component) })
    const conclude = (silent: boolean) => () => {
      socket.destroy()
      resolve(silent)
    }
    socket.once('connect', () => socket.write(greetings[component]))
    socket.once('data', conclude(false))
    socket.once('error', conclude(false))
    socket.once('close', conclude(false))
    socket.setTimeout(silence, conclude(true))
  })
}

/** A component keeps its connections and answers nothing until it is healed. */
export function freeze(platform: Platform, component: Component): Fault {
  return {
    kind: 'freeze',
    target: component,
    async inject() {
      await platform.pause(component)
      const at = now()
      if (!(await isSilent(platform, component))) {
        throw new RecoveryError('NO_WITNESS', `the ${component} still answers although it was frozen`)
      }
      return { at, witness: `${component} accepts a connection and stays silent on it for ${silence} ms` }
    },
    heal: () => platform.unpause(component),
  }
}
