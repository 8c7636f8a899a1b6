import type { FastifyRequest } from 'fastify'
import { checkFresh, type Actor } from './actors.ts'

export function actorOf (request: FastifyRequest): Actor {
  return request.getDecorator<Actor>('actor')
}

export function workspaceOf (request: FastifyRequest): string {
  return actorOf(request).workspace
}

/** A hook for routes that require the passkey. */
export async function needsPasskey (request: FastifyRequest) {
  checkFresh(actorOf(request))
}

export type ById = { Params: { id: string } }
