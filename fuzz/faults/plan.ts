import type { Component } from '../../support/platform/platform'
import { Random } from '../../support/random'

export interface PlannedFault {
  /** The number of the request at which it is due. */
  at: number
  kind: 'restart' | 'kill' | 'crash'
  target: Component
}

/** Where the parts of a run end, in requests. */
export interface Parts {
  /** From here on the API lives one life. */
  apiFaultsEnd: number
  /** From here on growth is judged: the API has seen a bit of everything. */
  warm: number
  total: number
}

const kinds = ['restart', 'kill', 'crash'] as const

export function partsOf(total: number): Parts {
  return { apiFaultsEnd: Math.floor(total * 0.6), warm: Math.floor(total * 0.7), total }
}

/**
 * When what is broken: every kind for either component in the first part, and the database in the last one as well,
 * in an order and at moments that the seed decides.
 */
export function planFaults(seed: number, total: number): PlannedFault[] {
  const random = new Random(seed).fork('faults')
  const rounds = Math.ceil(total / 10_000)
  const { apiFaultsEnd, warm } = partsOf(total)
  const early = Array.from({ length: rounds }, () => [...each('api'), ...each('database')]).flat()
  const late = Array.from({ length: rounds }, () => random.pick(kinds)).map((kind) => ({
    kind,
    target: 'database' as const,
  }))
  return [
    ...spread(random, shuffled(random, early), 0, apiFaultsEnd),
    // Not at the end, where the connections have to be back to normal.
    ...spread(random, late, warm, warm + Math.floor((total - warm) * 0.7)),
  ]
}

type Unplaced = Omit<PlannedFault, 'at'>

function each(target: Component): Unplaced[] {
  return kinds.map((kind) => ({ kind, target }))
}

/** One fault in each of equally long stretches of requests. */
function spread(random: Random, faults: readonly Unplaced[], from: number, to: number): PlannedFault[] {
  const stretch = (to - from) / faults.length
  return faults.map((fault, index) => ({
    ...fault,
    at: Math.floor(from + (index + random.fraction()) * stretch),
  }))
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, rank: random.fraction() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}
