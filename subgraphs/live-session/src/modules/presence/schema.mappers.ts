import type { ParticipantModel } from '../../generated/prisma/models.ts'

export type LiveParticipantMapper = ParticipantModel
