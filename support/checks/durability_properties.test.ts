import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Operation, User, UserContent } from '../history/operation'
import { honestStory, story } from '../history/testing/arbitrary'
import { imported, registration, user } from '../history/testing/operations'
import { type Durability, durability, violationsOf } from './durability'

/** The same verdict in the slowest and most obvious way: every rule looks at everything. */
function obviousVerdict(operations: readonly Operation[], stored: readonly User[]): Durability['verdict'] {
  const requests = operations.flatMap(({ asked = [], ids = [], outcome }) =>
    asked.map((content, index) => ({ content, id: ids[index], outcome })),
  )
  const promises = requests.filter(({ outcome }) => outcome === 'acknowledged')
  const deletes = operations.filter(({ kind }) => kind === 'delete')
  const surelyDeleted = (id: string | undefined) =>
    deletes.some(({ ids, outcome }) => ids?.[0] === id && outcome === 'acknowledged')
  const perhapsDeleted = (id: string | undefined) =>
    deletes.some(({ ids, outcome }) => ids?.[0] === id && outcome !== 'rejected')
  const sameAddress = (a: UserContent, b: UserContent) => a.email.toLowerCase() === b.email.toLowerCase()
  const equal = (a: UserContent, b: UserContent) =>
    a.name === b.name && a.email === b.email && a.is_active === b.is_active
  const isPresent = (content: UserContent) => stored.some((each) => sameAddress(each, content))
  const pairs = <T>(list: readonly T[]) =>
    list.flatMap((a, index) => list.slice(index + 1).map((b) => [a, b] as const))

  const reads = operations.filter(({ kind }) => kind === 'read')
  const rules = [
    // Whoever asks for a user who was promised before, and whom nobody may have deleted, is shown just that user.
    reads.every(({ ids: [id] = [], sentAt, status, shown }) =>
      operations.every(({ asked = [], ids = [], outcome, endedAt }) =>
        asked.every(
          (content, index) =>
            outcome !== 'acknowledged' ||
            ids[index] !== id ||
            endedAt > sentAt ||
            perhapsDeleted(id) ||
            (status !== 404 && (shown === undefined || equal(shown, content))),
        ),
      ),
    ),
    // Every promise that no deletion took back is kept.
    promises.every(
      ({ content, id }) =>
        perhapsDeleted(id) || stored.some((each) => each.id === id && equal(each, content)),
    ),
    // Whoever was deleted is gone.
    stored.every(({ id }) => !surelyDeleted(id)),
    // Whatever is present was asked for in just this way, and was not refused; an id that was given stays with its user.
    stored.every((each) =>
      requests.some(
        ({ content, id, outcome }) =>
          equal(content, each) &&
          ((outcome === 'indeterminate' && promises.every((given) => given.id !== each.id)) ||
            (outcome === 'acknowledged' && id === each.id)),
      ),
    ),
    pairs(stored).every(([a, b]) => !sameAddress(a, b)),
    pairs(promises).every(([a, b]) => a.id !== b.id),
    pairs(promises.filter(({ id }) => !perhapsDeleted(id))).every(
      ([a, b]) => !sameAddress(a.content, b.content),
    ),
    // Of an import without an answer, those for whom nobody else may have asked are present or absent together.
    operations
      .filter(({ kind, outcome }) => kind === 'import' && outcome === 'indeterminate')
      .every(({ asked = [] }) => {
        const own = asked.filter(
          (content) =>
            requests.filter((each) => each.outcome !== 'rejected' && sameAddress(each.content, content))
              .length === 1,
        )
        return own.every(isPresent) || !own.some(isPresent)
      }),
  ]
  if (rules.includes(false)) return 'violated'
  return promises.every(({ id }) => perhapsDeleted(id)) ? 'inconclusive' : 'held'
}

const runs = { numRuns: 10_000 }

test('property: the verdict is that of the obvious, slow implementation', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(story, ({ operations, stored }) => {
      const { verdict } = durability(operations, stored)
      seen.add(verdict)
      assert.equal(verdict, obviousVerdict(operations, stored))
    }),
    runs,
  )
  assert.deepEqual(
    seen,
    new Set(['held', 'violated', 'inconclusive']),
    'the generated histories are too much alike',
  )
})

test('property: a service without a defect is never blamed, whatever requests and answers get lost', () => {
  fc.assert(
    fc.property(honestStory, ({ operations, stored }) => {
      assert.deepEqual(violationsOf(durability(operations, stored)), [])
    }),
    runs,
  )
})

/** The users of an honest story whom the service promised to keep. */
function promisedRows({ operations, stored }: { operations: Operation[]; stored: User[] }): User[] {
  const open = new Set(operations.flatMap(({ kind, ids = [] }) => (kind === 'delete' ? ids : [])))
  const promised = new Set(operations.flatMap(({ asked, ids = [] }) => (asked ? ids : [])))
  return stored.filter(({ id }) => promised.has(id) && !open.has(id))
}

test('property: losing any one user who was promised is seen, and nobody else is blamed', () => {
  fc.assert(
    fc.property(honestStory, fc.nat(), (told, choice) => {
      const promised = promisedRows(told)
      fc.pre(promised.length > 0)
      const gone = promised[choice % promised.length]
      const { lost, ...rest } = durability(
        told.operations,
        told.stored.filter((each) => each !== gone),
      )
      assert.deepEqual(
        lost.map(({ email }) => email),
        [gone?.email.toLowerCase()],
      )
      assert.deepEqual(
        [rest.phantom, rest.duplicate, rest.altered, rest.partial, rest.misread],
        [[], [], [], [], []],
      )
    }),
    runs,
  )
})

test('property: the order of operations does not matter', () => {
  const gist = (verdict: Durability) => ({
    verdict: verdict.verdict,
    acknowledged: verdict.acknowledged,
    lost: verdict.lost.map(({ email }) => email).toSorted(),
    indeterminate: verdict.indeterminate,
    partial: verdict.partial.length,
  })
  fc.assert(
    fc.property(
      story.chain(({ operations, stored }) =>
        fc.record({
          stored: fc.constant(stored),
          operations: fc.constant(operations),
          shuffled: fc.shuffledSubarray(operations, { minLength: operations.length }),
        }),
      ),
      ({ operations, shuffled, stored }) => {
        assert.deepEqual(gist(durability(shuffled, stored)), gist(durability(operations, stored)))
      },
    ),
    runs,
  )
})

test('property: asking in vain and without an answer for a new user changes neither success nor failure', () => {
  fc.assert(
    fc.property(story, fc.nat(), fc.boolean(), ({ operations, stored }, at, many) => {
      const strangers = [user({ email: 'new@example.test' }), user({ email: 'newer@example.test' })]
      const added = many ? imported('indeterminate', strangers) : registration('indeterminate', strangers[0])
      const before = durability(operations, stored)
      const after = durability(operations.toSpliced(at % (operations.length + 1), 0, added), stored)
      assert.equal(after.verdict, before.verdict)
      assert.equal(after.indeterminate.absent, before.indeterminate.absent + (many ? 2 : 1))
    }),
    runs,
  )
})
