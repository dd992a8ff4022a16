import { idText } from '@lms/kit/input'
import { z } from 'zod'

/** The input of every mutation that takes nothing but a file. */
export const FileInput = z.object({ fileId: idText })
