import { messageOf, RecoveryError } from '../support/errors'
import { autocannonLoad, mixedTraffic, nodeHttp, plainGot, traffic, wrk } from './tasks/generators'
import { growth } from './tasks/growth'
import { lateness } from './tasks/lateness'
import { recording } from './tasks/recording'

const tasks = { traffic, mixedTraffic, plainGot, nodeHttp, autocannonLoad, wrk, growth, lateness, recording }

/** What can be asked of a child process; see `Child`. */
export type Tasks = typeof tasks

/** A task and its input, as the parent sends it. */
export interface Order {
  task: keyof Tasks
  input: never
}

/** Its result, or what went wrong, as the parent gets it. */
export type Reply = { result: unknown } | { code: string; message: string }

process.on('message', ({ task, input }: Order) => {
  const run = tasks[task] as (input: never) => Promise<unknown>
  const send = (reply: Reply) => process.send?.(reply)
  run(input).then(
    (result) => send({ result }),
    (error: unknown) => {
      const code = error instanceof RecoveryError ? error.code : 'BENCH_FAILED'
      send({ code, message: messageOf(error) })
    },
  )
})
process.once('disconnect', () => process.exit())
