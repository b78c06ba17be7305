import type { PlatformName } from './config'
import { Random } from './random'

/** What tells a scenario from all others: where it stands, what it is called, and its steps with their values. */
export interface Identity {
  uri: string
  name: string
  steps: readonly { text: string }[]
}

/** The source of everything that a scenario draws: it depends on the seed and the scenario, and on nothing else. */
export function randomOf(seed: number, { uri, name, steps }: Identity): Random {
  return new Random(seed).fork([uri, name, ...steps.map(({ text }) => text)].join('\n'))
}

/** The command that runs everything again with the same draws. */
export function replayCommand({ platform, seed }: { platform: PlatformName; seed: number }): string {
  const profile = platform === 'embedded' ? '' : ` -p ${platform}`
  return `npx cucumber-js${profile} --world-parameters '${JSON.stringify({ seed })}'`
}
