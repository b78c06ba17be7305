import assert from 'node:assert/strict'
import { test } from 'node:test'
import { markdownTable } from './markdown'

test('a table lines up by its widest cells, be they in the header or in a row', () => {
  assert.equal(
    markdownTable(
      ['operation', 'n'],
      [
        ['read', '1000'],
        ['register', '7'],
      ],
    ),
    ['| operation | n    |', '| --------- | ---- |', '| read      | 1000 |', '| register  | 7    |'].join(
      '\n',
    ),
  )
})

test('a table without rows has its header', () => {
  assert.equal(markdownTable(['a', 'bc'], []), '| a | bc |\n| - | -- |')
})

test('a row that is too short is filled up, so that all rows have the same columns', () => {
  assert.equal(markdownTable(['a', 'b'], [['1']]), '| a | b |\n| - | - |\n| 1 |   |')
})
