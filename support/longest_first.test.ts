import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'

interface Scenario {
  pickle: { name: string; tags: { name: string }[] }
}

type Order = (scenarios: readonly Scenario[]) => Scenario[]

interface CucumberPlugin {
  type: string
  coordinator(context: { transform: (event: string, order: Order) => void }): void
}

// Cucumber loads the plugin as plain JavaScript, so it has no types.
const plugin = createRequire(__filename)('./longest_first') as CucumberPlugin

function scenario(name: string, ...tags: string[]): Scenario {
  return { pickle: { name, tags: tags.map((tag) => ({ name: tag })) } }
}

function ordered(scenarios: readonly Scenario[]): string[] {
  const transforms = new Map<string, Order>()
  plugin.coordinator({ transform: (event, order) => transforms.set(event, order) })
  assert.deepEqual([...transforms.keys()], ['pickles:order'])
  const order = transforms.get('pickles:order')
  return (order?.(scenarios) ?? []).map(({ pickle }) => pickle.name)
}

test('it is a Cucumber plugin', () => {
  assert.equal(plugin.type, 'plugin')
})

test('scenarios of a minute start first, and within both groups the order stays', () => {
  const scenarios = [
    scenario('a'),
    scenario('b', '@minute'),
    scenario('c', '@recovery'),
    scenario('d', '@recovery', '@minute'),
  ]
  assert.deepEqual(ordered(scenarios), ['b', 'd', 'a', 'c'])
})

test('only the very tag counts', () => {
  assert.deepEqual(ordered([scenario('a', '@minutes', '@load'), scenario('b', '@minute')]), ['b', 'a'])
})

test('no scenario is lost, doubled or changed, and the list that was given stays as it was', () => {
  const given = Object.freeze([scenario('a'), scenario('b', '@minute')])
  assert.deepEqual(ordered(given), ['b', 'a'])
  assert.deepEqual(ordered([]), [])
})
