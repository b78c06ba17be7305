import { randomInt } from 'node:crypto'
import { createConnection, createServer } from 'node:net'
import { RecoveryError } from '../errors'
import type { Component } from './platform'

// Below the range from which Linux takes the local ports of outgoing connections (32768 and up), so that
// a client's connection cannot take a component's port while that component is down.
const lowest = 20_000
const highest = 32_000

/** Whether nothing listens on a port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => {
      resolve(false)
    })
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve(true)
      })
    })
  })
}

/**
 * Whether somebody accepts connections on a port of 127.0.0.1. Unlike `isFree` it never takes the port itself, not
 * even for a moment, so that nobody's request can get there.
 */
function isServed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    const conclude = (served: boolean) => () => {
      socket.destroy()
      resolve(served)
    }
    socket.once('connect', conclude(true))
    socket.once('error', conclude(false))
    // Somebody is there who is too busy to accept.
    socket.setTimeout(1000, conclude(true))
  })
}

/**
 * Makes sure that a component which is down can have its port back.
 *
 * @throws RecoveryError `PORT_TAKEN`
 */
export async function assertUnserved(component: Component, port: number): Promise<void> {
  if (await isServed(port)) throw portTaken(component, port)
}

/** The error for a component that cannot get its port. */
export function portTaken(component: Component, port: number, options?: ErrorOptions): RecoveryError {
  return new RecoveryError(
    'PORT_TAKEN',
    `the ${component} cannot be started: port ${port} of 127.0.0.1, which it needs, was taken by another program while it was down; "ss -ltnp" shows which one, end it or run again`,
    options,
  )
}

/**
 * Claims a port against every other run on this machine until this process ends, also while nothing listens on it.
 * An abstract socket (unix(7)) is the claim: nobody can have the same one, and nothing of it stays behind.
 *
 * @returns whether it was still to be had
 */
export function claim(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer().unref()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    server.listen({ path: `\0recovery-specifications port ${port}` }, () => {
      resolve(true)
    })
  })
}

/**
 * A free TCP port of 127.0.0.1 that stays the component's own across restarts, and which no other run is given
 * meanwhile. It is drawn at random; which port it is has no influence on what is measured.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(lowest, highest)
    // Looking occupies the port for a moment, so only whose it is may look.
    if ((await claim(port)) && (await isFree(port))) return port
  }
  throw new RecoveryError(
    'NO_FREE_PORT',
    `no free port found between ${lowest} and ${highest} on 127.0.0.1; stop what occupies them and run again`,
  )
}
