import { availableParallelism, loadavg } from 'node:os'
import { startServer } from './processes'
import { growthCost, punctuality, recordingCost, throughput } from './sections'

/** Runs the whole bench against one server process and prints it as Markdown. */
async function main(): Promise<void> {
  const server = await startServer()
  const started = performance.now()
  console.log(`Node ${process.version}, ${availableParallelism()} cores, ${busyness()} before the start\n`)
  try {
    await section('Load generators side by side', () => throughput(server.url))
    await section('Punctuality of the open loop', () => punctuality(server.url))
    await section('Cost of recording', recordingCost)
    await section('Cost of more clients', () => growthCost(server.url))
  } finally {
    server.end()
  }
  console.log(`Took ${((performance.now() - started) / 1000).toFixed(0)} s`)
}

async function section(title: string, run: () => Promise<string>): Promise<void> {
  console.log(`## ${title}\n\n${await run()}\n`)
}

/** Other work on the machine makes every number worse; the reader has to know. */
function busyness(): string {
  return `load average ${(loadavg()[0] ?? 0).toFixed(1)}`
}

void main()
