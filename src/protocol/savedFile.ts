/** What the Lab hands to the user: text for the clipboard, and files to save where the user says. */
import * as z from 'zod';

/** The most characters that are copied at once: more than a program pastes in good time. */
export const mostCopiedLength = 4_000_000;
/** The most bytes, or characters, of a file that is saved. */
export const mostSavedLength = 32_000_000;

export const copiedTextSchema = z.object({ text: z.string().min(1).max(mostCopiedLength) });

/** The first bytes of every PNG file. */
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/** What the file shows, such as `Loss`, in the user's language; the host makes a file name of it. */
const name = z.string().min(1).max(200);

export const savedFileSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('png'),
    name,
    bytes: z
      .instanceof(Uint8Array)
      .refine((bytes) => bytes.length <= mostSavedLength)
      .refine((bytes) => pngSignature.every((byte, place) => bytes[place] === byte)),
  }),
  z.object({
    kind: z.enum(['svg', 'csv', 'md', 'html']),
    name,
    text: z.string().min(1).max(mostSavedLength),
  }),
]);
/** A file that a page made; its kind is its extension. */
export type SavedFile = z.infer<typeof savedFileSchema>;
export type SavedKind = SavedFile['kind'];
