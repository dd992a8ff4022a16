import { DomainError } from '@lms/kit/errors'
import type { Logger } from '@lms/kit/log'
import { CloseCode } from 'graphql-ws'
import type { Identity } from '../authentication/create-identity.ts'
import type { RequestWindow } from '../budget/request-window.ts'
import type { Caller } from '../caller.ts'
import { RequestRefusal } from '../refusal.ts'
import { renewSubscription } from '../subscriptions/renew-subscription.ts'
import type { SubscriptionParts } from '../subscriptions/start-subscription.ts'
import type { Callers } from './callers.ts'
import type { Payload } from './client-message.ts'
import { type ClientSocket, type SocketClosure, TRY_AGAIN_LATER } from './client-socket.ts'
import { readCredential } from './read-credential.ts'

export interface IdentifyParts {
  readonly identity: Pick<Identity, 'authenticate' | 'isEnded'>
  /** Null where requests of anonymous callers are not counted. */
  readonly window: RequestWindow | null
  readonly callers: Callers
  readonly subscriptions: SubscriptionParts
  readonly log: Logger
}

/** Points for opening a socket. */
const CONNECT_COST = 10

const FORBIDDEN: SocketClosure = { code: CloseCode.Forbidden, reason: 'Forbidden' }
const TOO_MANY: SocketClosure = { code: CloseCode.TooManyInitialisationRequests, reason: 'Too many sockets' }

/** Finds out who opened a socket, and lets them pay for it. @returns why they may not connect, or null */
export async function connectSocket(
  parts: IdentifyParts,
  socket: ClientSocket,
  payload: Payload,
): Promise<SocketClosure | null> {
  const { identity, window, callers } = parts
  try {
    const caller = await identity.authenticate(readCredential(payload), socket.address)
    await window?.count(caller)
    if (socket.isClosing) return null
    const presence = callers.enter(caller)
    if (!presence) return TOO_MANY
    socket.presence = presence
    await presence.account.take(CONNECT_COST)
    // Those that are not known yet are not looked at when access ends.
    if (caller.token && identity.isEnded(caller.token)) return FORBIDDEN
    recognise(socket, caller, payload)
    return null
  } catch (error) {
    return closureFor(error, parts.log)
  }
}

/**
 * Takes another credential of the same client, and decides anew on everything that runs for it.
 * @returns why the socket must be closed, or null
 */
export async function renewSocket(
  parts: IdentifyParts,
  socket: ClientSocket,
  payload: Payload,
): Promise<SocketClosure | null> {
  try {
    const caller = await parts.identity.authenticate(readCredential(payload), socket.address)
    if (socket.isClosing) return null
    if (!socket.caller || !isSame(socket.caller, caller)) return FORBIDDEN
    recognise(socket, caller, payload)
    const running = [...socket.operations.values()].flatMap(({ subscription }) => subscription ?? [])
    await Promise.all(running.map((subscription) => renewSubscription(parts.subscriptions, subscription, caller)))
    return null
  } catch (error) {
    return closureFor(error, parts.log)
  }
}

/** Ends what is served to people whose tokens do not count any more. */
export function dismissEnded({ identity }: IdentifyParts, sockets: Iterable<ClientSocket>): void {
  for (const socket of sockets) {
    const { token } = socket.caller ?? {}
    if (token && identity.isEnded(token)) socket.dismiss(signedOut(), FORBIDDEN)
  }
}

/** Looks again at the sockets of a partner of which something changed: its key may have been revoked. */
export async function reviewPartner(
  parts: IdentifyParts,
  sockets: Iterable<ClientSocket>,
  partnerId: string,
): Promise<void> {
  for (const socket of [...sockets]) {
    const { caller, credential } = socket
    if (caller?.viewer.kind !== 'partner' || caller.viewer.id !== partnerId || !credential) continue
    const closure = await renewSocket(parts, socket, credential)
    if (closure) socket.dismiss(signedOut(), closure)
  }
}

function recognise(socket: ClientSocket, caller: Caller, payload: Payload): void {
  socket.caller = caller
  socket.expiresAt = caller.token?.expiresAt.getTime() ?? Number.POSITIVE_INFINITY
  // An access token says itself how long it counts.
  socket.credential = caller.viewer.kind === 'partner' ? payload : null
  if (socket.presence) socket.presence.account.caller = caller
}

const isSame = ({ viewer: one }: Caller, { viewer: other }: Caller): boolean =>
  one.kind === other.kind && 'id' in one && 'id' in other && one.id === other.id

const signedOut = () => new DomainError('UNAUTHENTICATED', 'The session ended. Sign in again.')

/** What graphql-ws's client does about it: it comes back after all of these, to be refused or not. */
function closureFor(error: unknown, log: Logger): SocketClosure {
  if (!(error instanceof RequestRefusal)) {
    log.error({ err: error }, 'connecting failed')
    return { code: CloseCode.InternalServerError, reason: 'Internal server error' }
  }
  if (error.status === 401 || error.status === 403) return FORBIDDEN
  return { code: TRY_AGAIN_LATER, reason: error.status === 429 ? 'Throttled' : 'Try again later' }
}
