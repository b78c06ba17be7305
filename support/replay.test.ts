import assert from 'node:assert/strict'
import { test } from 'node:test'
import { People } from './people'
import { components } from './platform/platform'
import { randomOf, replayCommand } from './replay'

const chaos = {
  uri: 'features/chaos_load.feature',
  name: 'A random component is killed',
  steps: [
    { text: '10 clients are using the service for 60 seconds' },
    { text: 'a random component is killed after 30 seconds' },
  ],
}

/** What the step that kills a random component draws. */
function target(seed: number, scenario = chaos) {
  return randomOf(seed, scenario).fork('target').pick(components)
}

const seeds = Array.from({ length: 50 }, (_, seed) => seed)

test('the same seed draws the same targets', () => {
  assert.deepEqual(
    seeds.map((seed) => target(seed)),
    seeds.map((seed) => target(seed)),
  )
  assert.deepEqual(new Set(seeds.map((seed) => target(seed))), new Set(components))
})

test('the same seed draws the same users and the same pauses', () => {
  const drawn = () => {
    const random = randomOf(7, chaos)
    const people = new People(random).several(5)
    const load = random.fork('load-1')
    return { people, pauses: Array.from({ length: 5 }, () => load.integer(50, 250)) }
  }
  assert.deepEqual(drawn(), drawn())
})

test('the target does not depend on how much the traffic drew before', () => {
  for (const seed of seeds) {
    const random = randomOf(seed, chaos)
    new People(random).several(seed)
    random.fraction()
    assert.equal(random.fork('target').pick(components), target(seed))
  }
})

test('scenarios with the same seed draw apart from each other, also rows of one outline', () => {
  const other = { ...chaos, steps: [{ text: '20 clients are using the service for 60 seconds' }] }
  assert.ok(seeds.some((seed) => target(seed) !== target(seed, other)))
})

test('the command that replays a run names its seed, and the profile of its platform where that is not the default', () => {
  assert.equal(
    replayCommand({ platform: 'embedded', seed: 7 }),
    `npx cucumber-js --world-parameters '{"seed":7}'`,
  )
  assert.equal(
    replayCommand({ platform: 'compose', seed: 7 }),
    `npx cucumber-js -p compose --world-parameters '{"seed":7}'`,
  )
})
