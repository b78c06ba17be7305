import assert from 'node:assert/strict'
import { Ajv } from 'ajv'

export interface Answer {
  status: number
  headers: Headers
  body: unknown
  /** From sending the request to having read the answer. */
  ms: number
}

interface Described {
  content?: Record<string, object>
  headers?: Record<string, { schema: object }>
}

interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, Described> }>>
}

/** Talks HTTP to the service, and holds every answer against the OpenAPI document that the service publishes. */
export class Client {
  readonly url: string
  readonly #contract: OpenApi
  readonly #ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false })

  private constructor(url: string, contract: OpenApi) {
    this.url = url
    this.#contract = contract
    this.#ajv.addSchema(contract, 'openapi')
  }

  static async connect(url: string): Promise<Client> {
    const response = await fetch(`${url}/openapi.json`)
    return new Client(url, (await response.json()) as OpenApi)
  }

  async call(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const started = performance.now()
    const response = await fetch(this.url + path, { method, ...init })
    const text = await response.text()
    const ms = performance.now() - started
    const type = response.headers.get('content-type') ?? ''
    const body: unknown = type.includes('json') && text !== '' ? JSON.parse(text) : text
    const answer = { status: response.status, headers: response.headers, body, ms }
    this.#check(method, path, answer)
    return answer
  }

  async get(path: string): Promise<Answer> {
    return this.call('GET', path)
  }

  async post(path: string, body: unknown, signal?: AbortSignal): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body), signal && { signal })
  }

  /** Sends a body that says it is JSON, whatever it is. */
  async send(
    method: string,
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    init?: RequestInit,
  ): Promise<Answer> {
    return this.call(method, path, { body, headers: { 'content-type': 'application/json' }, ...init })
  }

  #check(method: string, path: string, { status, headers, body }: Answer): void {
    assert.match(headers.get('x-request-id') ?? '', /./, 'every answer has a request id')
    if (status >= 400) checkProblem(status, headers, body)
    const template = this.#template(path)
    const operation = template && this.#contract.paths[template]?.[method.toLowerCase()]
    if (!operation || method === 'HEAD') return
    const described = operation.responses[status]
    assert(described, `${method} ${template} answers ${status}, which its contract does not mention`)
    for (const [name, { schema }] of Object.entries(described.headers ?? {}))
      assert(this.#ajv.validate(schema, headers.get(name)), `${method} ${template} ${status} without ${name}`)
    const [mediaType = ''] = (headers.get('content-type') ?? '').split(';')
    if (!described.content) {
      assert.equal(body, '')
      return
    }
    assert(described.content[mediaType], `${method} ${template} answers ${status} as ${mediaType}`)
    const pointer = [
      'paths',
      template,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      mediaType,
      'schema',
    ]
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/')
    const valid = this.#ajv.validate({ $ref: `openapi#/${pointer}` }, body)
    assert(valid, `${method} ${template} ${status}: ${this.#ajv.errorsText()}`)
  }

  #template(path: string): string | undefined {
    const parts = path.replace(/\?.*/s, '').replace(/\/$/, '').split('/')
    const templates = Object.keys(this.#contract.paths).filter((candidate) => {
      const expected = candidate.split('/')
      return (
        expected.length === parts.length &&
        expected.every((part, index) => part.startsWith('{') || part === parts[index])
      )
    })
    // A literal path wins over a parameter, as in the router.
    return templates.find((template) => !template.includes('{')) ?? templates[0]
  }
}

function checkProblem(status: number, headers: Headers, body: unknown): void {
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/)
  const problem = body as Record<string, unknown>
  assert.equal(problem['status'], status)
  assert.equal(problem['request_id'], headers.get('x-request-id'))
  assert.equal(headers.has('retry-after'), status === 503)
  assert.doesNotMatch(JSON.stringify(problem), /select|insert|node_modules|\.js:\d|\.ts:\d|postgres/i)
}

/** The stable code of a problem document. */
export function codeOf({ body }: Answer): unknown {
  return (body as { code?: unknown }).code
}
