import { now } from '../support/clock'
import type { Operation } from '../support/history/operation'
import { wrongsOf } from './checks/answer'
import type { Contract } from './checks/contract'
import { operationOf } from './checks/storage'
import type { FaultDriver } from './faults/driver'
import type { Findings } from './findings'
import { generate } from './requests/generate'
import { abridged, type FuzzRequest, shortened } from './requests/request'
import type { Answer, Reply } from './sending/answer'
import { Sender } from './sending/sender'
import { Tally } from './tally'

/** How many requests are under way at once. */
const lanes = 20

/** Problem codes that say that the database is away, which it is only while something is broken. */
const away = /"code":"(starting|database-unavailable|outcome-unknown)"/

interface Context {
  seed: number
  contract: Contract
  driver: FaultDriver
  findings: Findings
}

/** Sends generated requests, some at a time, and judges each answer as it comes. */
export class Traffic {
  readonly tally = new Tally()
  /** Everything that asked for a change, for the judgement in the end. */
  readonly operations: Operation[] = []
  private readonly context: Context
  private readonly apiUrl: string
  private next = 0

  constructor(apiUrl: string, context: Context) {
    this.apiUrl = apiUrl
    this.context = context
  }

  /** Sends everything below this number that was not sent yet, and waits for the answers and the faults. */
  async sendUntil(end: number): Promise<void> {
    const sender = new Sender(this.apiUrl, lanes)
    try {
      await Promise.all(Array.from({ length: lanes }, () => this.lane(sender, end)))
    } finally {
      sender.close()
    }
    await this.context.driver.settled()
  }

  private async lane(sender: Sender, end: number): Promise<void> {
    while (this.next < end) {
      const request = generate(this.context.seed, this.next++)
      this.context.driver.reached(request.number)
      const sentAt = now()
      const reply = await sender.send(request)
      this.judge(request, reply, sentAt)
      if ('failure' in reply) await this.context.driver.apiAnswers()
    }
  }

  private judge(request: FuzzRequest, reply: Reply, sentAt: number): void {
    const { contract, driver } = this.context
    const operation = operationOf(contract, request, reply, sentAt)
    if (operation) this.operations.push(operation)
    const explained = driver.windows.explain(sentAt, now())
    this.tally.count(request, reply)
    if ('failure' in reply) {
      if (!explained) this.add(request, `no answer (${reply.failure}) while nothing was broken`)
      return
    }
    for (const [position, answer] of reply.answers.entries()) {
      for (const wrong of wrongsOf(contract, request, answer, position)) this.add(request, wrong, answer)
      if (!explained && away.test(answer.body))
        this.add(request, 'the database was said to be away while nothing was broken', answer)
    }
  }

  private add(request: FuzzRequest, wrong: string, answer?: Answer): void {
    const answered =
      answer &&
      `\n   answer: ${answer.status} ${abridged(JSON.stringify(answer.headers), 300)} ${abridged(answer.body, 400)}`
    this.context.findings.add({
      wrong: `${request.what}: ${wrong}`,
      evidence: `${shortened(request)}${answered ?? ''}`,
      request: request.number,
    })
  }
}
