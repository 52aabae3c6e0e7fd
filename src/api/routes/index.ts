import type { Route } from '../route.js';
import {
  createAbsence,
  createMyAbsence,
  deleteMyAbsence,
  getAbsences,
  getMyAbsences,
  getPersonAbsences,
  removeAbsence,
} from './absences.js';
import { getActionTypes } from './action-types.js';
import { changeAgent, getAgents, makeAgent } from './agents.js';
import { answerQuestion, cancel, decide, override } from './decisions.js';
import { consumePermit, reportOutcome, settle } from './executions.js';
import { changeGroup, createGroup, deleteMember, deleteNested, getGroup, getGroups, putMember, putNested } from './groups.js';
import { healthz, readyz } from './health.js';
import { deleteKey, getKeys, makeKey } from './keys.js';
import { getMe } from './me.js';
import { metrics } from './metrics.js';
import { getPauses, liftPause, makePause } from './pauses.js';
import { addIdentity, changePerson, createPerson, getPeople, getPerson, removeIdentity } from './people.js';
import { getPolicies, getPolicy, removePolicy, savePolicy } from './policies.js';
import { tryPolicies } from './policy-trials.js';
import { getAudit, getRequest, listRequests, submitRequest, waitForRequest } from './requests.js';
import { endSession, getSession } from './session.js';
import { getReview } from './review.js';
import { makeSignInLink } from './sign-in-links.js';

/** Every call of the API, in the order in which the documentation shows them. */
export const ROUTES: readonly Route[] = [
  ...[submitRequest, listRequests, getRequest, getReview, waitForRequest, getAudit],
  ...[decide, answerQuestion, override, cancel],
  ...[consumePermit, reportOutcome, settle],
  ...[getActionTypes, getPolicies, getPolicy, savePolicy, removePolicy, tryPolicies],
  ...[createPerson, getPeople, getPerson, changePerson, addIdentity, removeIdentity, makeSignInLink],
  ...[createGroup, getGroups, getGroup, changeGroup, putMember, deleteMember, putNested, deleteNested],
  ...[getAbsences, getPersonAbsences, createAbsence, removeAbsence, getMyAbsences, createMyAbsence, deleteMyAbsence],
  ...[makeAgent, getAgents, changeAgent],
  ...[makeKey, getKeys, deleteKey, getMe],
  ...[getSession, endSession],
  ...[makePause, getPauses, liftPause],
  ...[healthz, readyz, metrics],
];
