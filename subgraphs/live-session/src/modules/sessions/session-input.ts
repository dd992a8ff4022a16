import { idText } from '@lms/kit/input'
import { z } from 'zod'

/** The input of every mutation that takes nothing but a session. */
export const SessionInput = z.object({ sessionId: idText })
