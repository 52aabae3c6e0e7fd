import { z } from 'zod';
import type { Draft } from './ticket.js';

const ticketShape = z.object({ id: z.string(), from: z.string(), subject: z.string(), body: z.string() });
const feedbackShape = z.array(z.object({ by: z.string(), comment: z.string() }));

/** What the stub "thinks": the same prompt gives the same answer. Undefined for a prompt that holds no ticket. */
export function stubReply(prompt: string): Draft | undefined {
  const ticket = ticketShape.safeParse(fenced(prompt, 'ticket'));
  if (!ticket.success) return undefined;
  const feedback = feedbackShape.safeParse(fenced(prompt, 'feedback'));
  const comments = feedback.success ? feedback.data.map((each) => each.comment) : [];
  const { subject, body, from } = ticket.data;
  const topic = topicOf(`${subject}\n${body}`);
  const paragraphs = [
    `Hello ${(from.split('@')[0] ?? '').split(/[._+-]/)[0] ?? ''},`,
    `thank you for writing to us about "${subject}".`,
    ANSWERS[topic],
    ...comments.map(following).filter((line) => line !== ''),
    'Kind regards\nYour support team',
  ];
  const short = comments.some((comment) => /\bshort(er)?\b/i.test(comment));
  return { reply: (short ? paragraphs.filter((_, i) => i !== 1) : paragraphs).join('\n\n'), confidence: confidenceOf(topic, body), topic };
}

const ANSWERS: Record<Draft['topic'], string> = {
  refund: 'We have your request for a refund and are looking into your order. A colleague of ours confirms it by mail.',
  billing: 'We are checking the charge on your account and get back to you with what we find.',
  shipping: 'Your parcel is on its way. You can follow it with the link in your confirmation mail.',
  account: 'You can set a new password with "Forgot your password?" below the sign-in form.',
  technical: 'Please reload the page once; if that does not help, tell us your browser and what you see.',
  other: 'Could you tell us a little more, so that we can help?',
};

function topicOf(text: string): Draft['topic'] {
  if (/refund|money back/i.test(text)) return 'refund';
  if (/bill|invoice|charge/i.test(text)) return 'billing';
  if (/parcel|deliver|shipping|arriv/i.test(text)) return 'shipping';
  if (/password|account|sign.?in|log.?in/i.test(text)) return 'account';
  if (/error|broken|crash|bug|page/i.test(text)) return 'technical';
  return 'other';
}

/** Overly sure of itself about refunds, as models are; unsure where it has to ask. */
function confidenceOf(topic: Draft['topic'], body: string): number {
  if (/ignore (all|previous|your)|system prompt/i.test(body)) return 0.2;
  if (topic === 'refund') return 0.99;
  return topic === 'other' || body.length < 20 ? 0.4 : 0.92;
}

function following(comment: string): string {
  const mentioned = /\b(?:mention|add|say|tell them)(?: that)? (.+)/i.exec(comment)?.[1];
  return mentioned === undefined ? '' : `${mentioned.charAt(0).toUpperCase()}${mentioned.slice(1).replace(/[.\s]*$/, '')}.`;
}

function fenced(prompt: string, name: string): unknown {
  const [, text] = new RegExp(`<${name}>\\n([^<]*)\\n</${name}>`).exec(prompt) ?? [];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
