import { now } from '../clock'
import { RecoveryError } from '../errors'
import {
  type Component,
  exitedWith,
  type Incarnation,
  type Platform,
  sameIncarnation,
} from '../platform/platform'
import { until } from '../poll'
import type { Effect, Fault } from './fault'

/** How long a restart policy may take to bring a component back, in milliseconds. */
const restartPolicyWithin = 30_000

export async function incarnationOf(platform: Platform, component: Component): Promise<Incarnation> {
  const status = await platform.status(component)
  if (!status.incarnation)
    throw new RecoveryError('NOT_RUNNING', `the ${component} was not running before the fault`)
  return status.incarnation
}

/** Proves that a component is down. */
export async function witnessDown(
  platform: Platform,
  component: Component,
  before: Incarnation,
): Promise<Effect> {
  const { running } = await platform.status(component)
  if (running) throw new RecoveryError('NO_WITNESS', `the ${component} still runs after it was taken down`)
  return { at: now(), witness: `${component} process ${before.pid} is gone` }
}

/** Ways to take a component down. */
const ends = {
  kill: (platform: Platform, component: Component) => platform.kill(component),
  stop: askToEnd,
}

/**
 * Asks a component to end, and makes sure that it did so of its own accord, and holds it for no failure.
 *
 * @throws RecoveryError `UNCLEAN_END`
 */
export async function askToEnd(platform: Platform, component: Component): Promise<void> {
  await platform.stop(component)
  const { lastEnd } = await platform.status(component)
  if (lastEnd === undefined || lastEnd === exitedWith(0)) return
  throw new RecoveryError('UNCLEAN_END', `the ${component} ${lastEnd} although it was only asked to end`)
}

/** Proves that a component lives another life than before. */
export async function witnessSuccessor(
  platform: Platform,
  component: Component,
  before: Incarnation,
): Promise<string> {
  const { incarnation: after } = await until(
    `another ${component} process`,
    async () => {
      const status = await platform.status(component)
      return status.running && !sameIncarnation(status.incarnation, before) ? status : undefined
    },
    { within: restartPolicyWithin, every: 5 },
  )
  return `${component} process ${before.pid} is gone, process ${after?.pid ?? '?'} took over`
}

/** Takes a component down by `end` and starts it again at once, as an operator would. */
function downAndUp(
  platform: Platform,
  component: Component,
  kind: 'restart' | 'kill',
  end: 'stop' | 'kill',
): Fault {
  return {
    kind,
    target: component,
    async inject() {
      const before = await incarnationOf(platform, component)
      await ends[end](platform, component)
      const { at } = await witnessDown(platform, component, before)
      await platform.start(component)
      return { at, witness: await witnessSuccessor(platform, component, before) }
    },
  }
}

/** A planned restart: the component is asked to end, and started again when it has. */
export function restart(platform: Platform, component: Component): Fault {
  return downAndUp(platform, component, 'restart', 'stop')
}

/** SIGKILL to every process of a component, which an operator then starts again at once. */
export function kill(platform: Platform, component: Component): Fault {
  return downAndUp(platform, component, 'kill', 'kill')
}

/** The component's process dies by itself; nobody but the restart policy brings it back. */
export function crash(platform: Platform, component: Component): Fault {
  return {
    kind: 'crash',
    target: component,
    async inject() {
      const before = await incarnationOf(platform, component)
      await platform.crash(component)
      const at = now()
      return { at, witness: `${await witnessSuccessor(platform, component, before)} by its restart policy` }
    },
  }
}

/** A component is down until it is healed. */
export function outage(platform: Platform, component: Component): Fault {
  return {
    kind: 'outage',
    target: component,
    async inject() {
      const before = await incarnationOf(platform, component)
      await askToEnd(platform, component)
      return witnessDown(platform, component, before)
    },
    heal: () => platform.start(component),
  }
}

/** Ways in which everything can go down at once. */
export type Downfall = 'stop' | 'kill'

/**
 * Everything is asked to end, or killed as by a power failure; `first` is started first, and the other one only when
 * `meanwhile` has been witnessed.
 */
export function fullRestart(
  platform: Platform,
  end: Downfall,
  first: Component,
  meanwhile: () => Promise<string>,
): Fault {
  const second = first === 'api' ? 'database' : 'api'
  return {
    kind: end === 'stop' ? 'restart' : 'kill',
    target: 'everything',
    async inject() {
      const before = {
        api: await incarnationOf(platform, 'api'),
        database: await incarnationOf(platform, 'database'),
      }
      await Promise.all([ends[end](platform, 'api'), ends[end](platform, 'database')])
      await witnessDown(platform, 'database', before.database)
      const { at } = await witnessDown(platform, 'api', before.api)
      await platform.start(first)
      const seen = await meanwhile()
      await platform.start(second)
      const successors = [
        await witnessSuccessor(platform, first, before[first]),
        await witnessSuccessor(platform, second, before[second]),
      ]
      return { at, witness: `${successors.join('; ')}; ${seen}` }
    },
  }
}
