/** The parts of the system that can be broken. */
export type Component = 'api' | 'database'

export const components = ['api', 'database'] as const satisfies readonly Component[]

/** Which life of a component this is: it changes whenever the component's process is another one. */
export interface Incarnation {
  pid: number
  /** When the process started, in whatever resolution the platform knows; only compared for equality. */
  startedAt: string
}

export interface ComponentStatus {
  running: boolean
  /** Present while running. */
  incarnation?: Incarnation
  /** While down: how its latest life ended, as the rest of a sentence, where the platform knows. */
  lastEnd?: string
}

/** How the specification itself reaches the database, as a second witness beside the API. */
export interface DatabaseAddress {
  host: string
  port: number
  user: string
  password: string
  database: string
}

/**
 * A place where one stack, an API and its database, runs. Addresses stay the same for the life of the stack,
 * whatever is restarted. Every method settles within its own deadline; errors are `RecoveryError`s.
 */
export interface Platform {
  readonly apiUrl: string
  readonly database: DatabaseAddress

  /** Creates and starts everything; resolves when the service says that it is ready. */
  up(): Promise<void>
  /** Ends and removes everything that `up` made; safe to call at any time and more than once. */
  down(): Promise<void>

  /** Starts a component that is down; does not wait until it is ready to serve. */
  start(component: Component): Promise<void>
  /** Asks a component to end (SIGTERM, or what the image declares) and waits until it is gone. */
  stop(component: Component): Promise<void>
  /** Sends SIGKILL to all processes of a component and waits until they are gone; it stays down. */
  kill(component: Component): Promise<void>
  /** Lets a component's process die by SIGKILL as if by itself: the restart policy brings it back. */
  crash(component: Component): Promise<void>
  /** Freezes every process of a component: it keeps its connections and answers nothing. */
  pause(component: Component): Promise<void>
  /** Ends `pause`. */
  unpause(component: Component): Promise<void>

  status(component: Component): Promise<ComponentStatus>
  /**
   * What is wrong below the stack, such as a full disk, that its components may not be able to say themselves, as a
   * sentence; undefined where nothing is.
   */
  trouble(): Promise<string | undefined>
  /** What a component wrote since a moment (milliseconds since the epoch), one entry a line. */
  logs(component: Component, since?: number): Promise<string[]>
}

/** How the life of a component ended that exited by itself, as the rest of a sentence (see `ComponentStatus.lastEnd`). */
export function exitedWith(code: number | null): string {
  return `exited with code ${code ?? 'unknown'}`
}

/** Whether two incarnations are the same life of a component. */
export function sameIncarnation(a: Incarnation | undefined, b: Incarnation | undefined): boolean {
  return a?.pid === b?.pid && a?.startedAt === b?.startedAt
}
