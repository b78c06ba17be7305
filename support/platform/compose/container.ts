import type { Incarnation } from '../platform'
import { DockerError } from './docker'
import type { ComposeProject } from './project'
import { runLabel } from './settings'

/** What an engine says of a container. */
export interface ContainerState {
  id: string
  /** Present while it runs; also while it is paused, but not while its restart policy waits. */
  incarnation?: Incarnation
  paused: boolean
  /** Whether nothing runs and no restart policy is about to change that. */
  atRest: boolean
  exitCode: number
  /** The run that made it. */
  run: string | undefined
}

interface Inspected {
  State: { Status: string; Running: boolean; Restarting: boolean; Paused: boolean } & {
    Pid: number
    StartedAt: string
    ExitCode: number
  }
  Config: { Labels: Record<string, string> | null }
}

/** The state of a container; undefined when there is no such container any more. */
export async function inspect(project: ComposeProject, id: string): Promise<ContainerState | undefined> {
  let text: string
  try {
    text = await project.docker(['container', 'inspect', '--format', '{{json .}}', id])
  } catch (error) {
    if (error instanceof DockerError && /no such container/i.test(error.output)) return undefined
    throw error
  }
  const { State, Config } = JSON.parse(text) as Inspected
  const runs = State.Running && !State.Restarting && State.Pid > 0
  return {
    id,
    ...(runs && { incarnation: { pid: State.Pid, startedAt: State.StartedAt } }),
    paused: State.Paused,
    atRest: !State.Running && !State.Restarting,
    exitCode: State.ExitCode,
    run: Config.Labels?.[runLabel],
  }
}
