import type { Child } from './processes'
import type { Generator } from './tasks/generators'

/** Operations after which node has compiled what it runs, and the speed no longer changes. */
export const WARM = 20_000

/** Seconds after which a machine that is too busy to get there is measured as it is. */
export const LONGEST_WARM_UP = 15

/** Runs a load generator until it is warm; counted in operations, because a busy machine needs longer. */
export async function warmUp(child: Child, generator: Generator, url: string): Promise<void> {
  let done = 0
  for (let second = 0; second < LONGEST_WARM_UP && done < WARM; second++) {
    const { operations } = await child.ask(generator, { url, clients: 10, seconds: 1 })
    done += operations
  }
}
