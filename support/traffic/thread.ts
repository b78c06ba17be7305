import { parentPort, workerData } from 'node:worker_threads'
import { now } from '../clock'
import type { Operation } from '../history/operation'
import { type LoadPlan, type Sending, startLoad } from './load'

/** What a thread tells the one that started it. */
export interface FromThread {
  startsAt?: number
  operations?: Operation[]
  /** Every request sent before this moment has ended and was told of. */
  answeredUntil?: number
  ended?: Sending
}

/** Milliseconds for which operations are collected: a message for each would cost more than its request. */
const collecting = 50

let operations: Operation[] = []

function tell(message: FromThread): void {
  parentPort?.postMessage(message)
}

function tellOperations(): void {
  tell({ operations, answeredUntil: Math.min(now(), load.answeredUntil) })
  operations = []
}

const load = startLoad(workerData as LoadPlan, (operation) => operations.push(operation))
const telling = setInterval(tellOperations, collecting)
tell({ startsAt: load.startsAt })

// Any message means: stop.
parentPort?.once('message', () => {
  // An error of the load is thrown here, and so reaches the other thread.
  void load.stop().then((ended) => {
    clearInterval(telling)
    tellOperations()
    tell({ ended })
  })
})
