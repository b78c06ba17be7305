import type { Random } from '../../support/random'
import type { Sketch } from './request'

/** What a recipe draws from: its own randomness, and the number of the request. */
export interface Draw {
  random: Random
  number: number
}

/** Makes one kind of request. */
export type Recipe = (draw: Draw) => Sketch

export const json = { 'content-type': 'application/json' }

export const INT8_MAX = '9223372036854775807'

/** SQL that closes whatever it might be put into. */
export const SQL = `'); drop table users; -- \\' $1 $$ ? :name /* */ E'\\\\'`

/** The email that the request of this number registers if it registers anybody. */
export function emailOf(number: number): string {
  return `fuzz-${number}@example.test`
}

/** An email that many requests register, so that it is likely to be taken. */
export function popularEmail({ random }: Draw): string {
  return `popular-${random.integer(1, 30)}@example.test`
}

/** A user as registration wants it, whose email no other request has. */
export function userOf({ number }: Draw): { name: string; email: string } {
  return { name: `User ${number}`, email: emailOf(number) }
}

/** An id that is likely to be somebody's: ids are given in order, to fewer users than there were requests. */
export function likelyId({ random, number }: Draw): string {
  return String(random.integer(1, Math.max(1, Math.floor(number / 3))))
}

/** A registration of whatever stands in `body`. */
export function post(
  target: string,
  body: unknown,
): { method: string; target: string; headers: Record<string, string>; body: string } {
  return { method: 'POST', target, headers: json, body: JSON.stringify(body) }
}
