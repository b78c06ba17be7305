import { defineParameterType } from '@cucumber/cucumber'
import type { Downfall } from '../support/faults/lifecycle'
import type { Component } from '../support/platform/platform'
import { flaws, type Spoil } from '../support/flaws'

defineParameterType({
  name: 'component',
  regexp: /API|database/,
  transformer: (word: string): Component => (word === 'API' ? 'api' : 'database'),
})

defineParameterType({
  name: 'downfall',
  regexp: /is stopped|loses power/,
  transformer: (words: string): Downfall => (words === 'is stopped' ? 'stop' : 'kill'),
})

/** In milliseconds. */
defineParameterType({
  name: 'duration',
  regexp: /(\d+(?:\.\d+)?) (milliseconds?|seconds?|minutes?)/,
  transformer: (amount: string, unit: string): number =>
    Number(amount) * (unit.startsWith('milli') ? 1 : unit.startsWith('second') ? 1000 : 60_000),
})

/** As a share from 0 to 1. */
defineParameterType({
  name: 'percentage',
  regexp: /(\d+(?:\.\d+)?) ?%/,
  transformer: (amount: string): number => Number(amount) / 100,
})

defineParameterType({
  name: 'flaw',
  regexp: Object.keys(flaws).map((words) => new RegExp(words)),
  transformer: (words: string): Spoil => flaws[words as keyof typeof flaws],
})
