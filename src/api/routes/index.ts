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
import { findAudit } from './audit.js';
import { changeAgent, getAgents, makeAgent } from './agents.js';
import { getChannels, testChannel } from './channels.js';
import { answerQuestion, cancel, decide, override } from './decisions.js';
import { getDirectory } from './directory.js';
import { streamEvents } from './events.js';
import { consumePermit, reportOutcome, settle } from './executions.js';
import { changeGroup, createGroup, deleteMember, deleteNested, getGroup, getGroups, putMember, putNested } from './groups.js';
import { healthz, readyz } from './health.js';
import { deleteKey, getKeys, makeKey } from './keys.js';
import { getMe } from './me.js';
import { metrics } from './metrics.js';
import { getPause, getPauses, liftPause, makePause } from './pauses.js';
import { addIdentity, changePerson, createPerson, getPeople, getPerson, removeIdentity } from './people.js';
import { getPolicies, getPolicy, removePolicy, savePolicy } from './policies.js';
import { checkPolicyText, getPolicyVersions, setPolicyOrder } from './policy-drafts.js';
import { tryPolicies } from './policy-trials.js';
import { countRequests, getAudit, getRequest, listRequests, submitRequest, waitForRequest } from './requests.js';
import { deletePushSubscription, getPushSubscriptions, savePushSubscription, testPushSubscription } from './push.js';
import { endSession, getSession } from './session.js';
import { checkArgs, getReview } from './review.js';
import { makeSignInLink } from './sign-in-links.js';
import { getStats } from './stats.js';

/** Every call of the API, in the order in which the documentation shows them. */
export const ROUTES: readonly Route[] = [
  ...[submitRequest, listRequests, countRequests, getRequest, getReview, waitForRequest, getAudit, streamEvents],
  ...[decide, checkArgs, answerQuestion, override, cancel],
  ...[consumePermit, reportOutcome, settle],
  ...[getActionTypes, getPolicies, getPolicy, savePolicy, removePolicy, tryPolicies],
  ...[checkPolicyText, getPolicyVersions, setPolicyOrder],
  ...[createPerson, getPeople, getPerson, changePerson, addIdentity, removeIdentity, makeSignInLink, getDirectory],
  ...[createGroup, getGroups, getGroup, changeGroup, putMember, deleteMember, putNested, deleteNested],
  ...[getAbsences, getPersonAbsences, createAbsence, removeAbsence, getMyAbsences, createMyAbsence, deleteMyAbsence],
  ...[makeAgent, getAgents, changeAgent],
  ...[makeKey, getKeys, deleteKey, getMe],
  ...[getSession, endSession],
  ...[getPushSubscriptions, savePushSubscription, deletePushSubscription, testPushSubscription],
  ...[getStats],
  ...[makePause, getPauses, getPause, liftPause],
  ...[getChannels, testChannel, findAudit],
  ...[healthz, readyz, metrics],
];
