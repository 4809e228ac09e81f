/**
 * Imported before everything else: packages look at the page and at settings when they are loaded.
 */
import * as z from 'zod';

// Faster parsers would be made by `eval`, which the page's policy refuses.
z.config({ jitless: true });

// The controls try out a style sheet; the policy lets in one that carries the nonce of the script.
const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
const meta = document.createElement('meta');
meta.setAttribute('property', 'csp-nonce');
meta.content = nonce;
document.head.append(meta);
