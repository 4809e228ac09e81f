/** Values that many messages hold. */
import * as z from 'zod';

/** A number of things, or the place of one of them. */
export const index = z.number().int().min(0);
/** Of a file or folder. */
export const path = z.string().min(1);
/** No parameters, or no result. */
export const nothing = z.object({});
