import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfThere } from '../../files'
import type { Run } from '../provider'
import type { EngineEnvironment } from './docker'

/** The label that everything bears that a run makes in an engine; its value is the run's id. */
export const runLabel = 'recovery.run'

/** What a run decided once, for its workers and for the reaper. */
export interface ComposeSettings {
  engine: EngineEnvironment
  /** Whether the stacks stay up when the run has ended. */
  keep: boolean
}

function folder(directory: string): string {
  return join(directory, 'compose')
}

function settingsFile(directory: string): string {
  return join(folder(directory), 'settings.json')
}

/** Writes the settings down, which also tells the reaper that there may be something to remove from an engine. */
export async function writeSettings({ directory }: Run, settings: ComposeSettings): Promise<void> {
  // Closed to other users: what lies in it is mounted by the engine, which may enter.
  await mkdir(folder(directory), { recursive: true, mode: 0o700 })
  await writeFile(settingsFile(directory), JSON.stringify(settings))
}

/** The settings of the run that lives in a directory; undefined where it did not use Compose. */
export async function readSettings(directory: string): Promise<ComposeSettings | undefined> {
  const text = await readIfThere(settingsFile(directory))
  return text === undefined ? undefined : (JSON.parse(text) as ComposeSettings)
}

/** The database password's file, which Compose mounts as a secret. */
export function passwordFile({ directory }: Run): string {
  return join(folder(directory), 'password')
}

/** The image of the service that the run built for itself. */
export function imageOf(runId: string): string {
  return `recovery-specifications:${runId}`
}
