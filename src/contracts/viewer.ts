/** Why somebody who only looks on cannot decide: the same sentence at every door. */
export const VIEWER_TEXT = 'You are a viewer: you read everything here and decide nothing. A manager can make you a reviewer.';
