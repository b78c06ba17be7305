import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks'

/** How much the process that sends the requests was in its own way. Times are milliseconds. */
export interface ClientDelay {
  /** How much later than asked the event loop ran a timer; undefined when it ran none, so there is no evidence. */
  eventLoop: { p50: number; p99: number; max: number } | undefined
  /** Pauses of the garbage collector. */
  gc: { count: number; total: number; longest: number }
  /** The share of time, 0 to 1, in which the event loop was busy. */
  utilization: number
}

/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 5

/**
 * Watches the event loop of this thread until it is stopped, so that a slow client is not blamed on the service.
 *
 * The source is node's sampling of the event loop delay, which measures whole intervals; the interval is taken off.
 */
export function watchClientDelay(): { stop(): ClientDelay } {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
  const pauses: number[] = []
  const observer = new PerformanceObserver((list) => {
    pauses.push(...list.getEntries().map(({ duration }) => duration))
  })
  observer.observe({ entryTypes: ['gc'] })
  delay.enable()
  const idleBefore = performance.eventLoopUtilization()

  return {
    stop() {
      delay.disable()
      observer.disconnect()
      const beyond = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION)
      return {
        eventLoop:
          delay.count === 0
            ? undefined
            : {
                p50: beyond(delay.percentile(50)),
                p99: beyond(delay.percentile(99)),
                max: beyond(delay.max),
              },
        gc: {
          count: pauses.length,
          total: pauses.reduce((sum, pause) => sum + pause, 0),
          longest: Math.max(0, ...pauses),
        },
        utilization: performance.eventLoopUtilization(idleBefore).utilization,
      }
    },
  }
}
