/** What a load generator did in a while. */
export interface Work {
  operations: number
  seconds: number
  /** Processor time of the load generator, all its threads together, in seconds. */
  cpu: number
}

/** Counts the processor time of this process while `job` runs. */
export async function measure(job: () => Promise<number>): Promise<Work> {
  const started = performance.now()
  const before = process.cpuUsage()
  const operations = await job()
  const { user, system } = process.cpuUsage(before)
  return { operations, seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 }
}

/** Repeats `request` without a pause in each of `clients` loops, and returns how often it was done. */
export async function repeat(
  clients: number,
  seconds: number,
  request: () => Promise<unknown>,
): Promise<number> {
  const end = performance.now() + seconds * 1000
  let done = 0
  const loop = async (): Promise<void> => {
    while (performance.now() < end) {
      await request()
      done += 1
    }
  }
  await Promise.all(Array.from({ length: clients }, loop))
  return done
}
