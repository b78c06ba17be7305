import type { HttpSketch, WireSketch } from '../../requests/request'
import type { Answer } from '../../sending/answer'

export const id = { 'x-request-id': 'a-1' }
export const json = { ...id, 'content-type': 'application/json; charset=utf-8' }

/** A request for a target. */
export function get(target: string, changes: Partial<HttpSketch> = {}): HttpSketch {
  return { what: 'sample', expect: 'any', method: 'GET', target, ...changes }
}

/** Bytes on a connection of their own. */
export function bytes(changes: Partial<WireSketch> = {}): WireSketch {
  return { what: 'sample', expect: 'any', wire: Buffer.from('x'), ends: true, ...changes }
}

/** A right answer with a user. */
export function ok(changes: Partial<Answer> = {}): Answer {
  return { status: 200, headers: json, body: '{"id":"1","at":"2026-01-02T03:04:05.678Z"}', ...changes }
}

/** A right answer that reports a problem, with changes to its document and its headers. */
export function problem(status: number, changes: object = {}, headers: Answer['headers'] = {}): Answer {
  const body = { type: 'urn:x', title: 'x', status, detail: 'x', code: 'x', request_id: 'a-1', ...changes }
  const retry = status === 503 ? { 'retry-after': '1' } : {}
  return {
    status,
    headers: { ...id, 'content-type': 'application/problem+json', ...retry, ...headers },
    body: JSON.stringify(body),
  }
}
