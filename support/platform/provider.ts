import type { Parameters } from '../config'
import type { Platform } from './platform'

/** One run of the suite. */
export interface Run {
  /** Unique on this machine. */
  id: string
  /** Everything that the run leaves on disk lives here; the reaper removes it. */
  directory: string
  /** The checkout. */
  projectRoot: string
}

/** A kind of platform: what is made once for a run, and the stacks made from it. */
export interface PlatformProvider {
  /** Why the platform cannot be used on this machine, as a sentence; undefined where it can. */
  unavailable?(): Promise<string | undefined>
  /** Prepares, once per run on the coordinator, what every stack needs. */
  prepare(run: Run, parameters: Parameters): Promise<void>
  /** A stack that is not up yet; `name` is unique within the run. */
  createStack(run: Run, name: string): Promise<Platform>
}
