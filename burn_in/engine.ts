import { docker, linesOf } from '../support/platform/compose/docker'
import { runLabel } from '../support/platform/compose/settings'

const labelled = [
  ['container', 'ls', '--all', '--no-trunc', '--format', '{{.Names}} {{.Labels}}'],
  ['network', 'ls', '--no-trunc', '--format', '{{.Name}} {{.Labels}}'],
  ['volume', 'ls', '--format', '{{.Name}} {{.Labels}}'],
] as const

/**
 * What of a run is in the engine, as `kind name`: each container, network and volume with the run's id in its name
 * or in any of its labels (its own or Compose's), and each image that bears the run's label.
 */
export async function inEngine(runId: string): Promise<string[]> {
  const listings = labelled.map(async ([kind, ...args]) => {
    const lines = linesOf(await docker([kind, ...args])).filter((line) => line.includes(runId))
    return lines.map((line) => `${kind} ${line.split(' ')[0] ?? ''}`)
  })
  return (await Promise.all([...listings, imagesOf(runId)])).flat()
}

async function imagesOf(runId: string): Promise<string[]> {
  const ids = await docker(['image', 'ls', '--quiet', '--filter', `label=${runLabel}=${runId}`])
  return linesOf(ids).map((id) => `image ${id}`)
}
