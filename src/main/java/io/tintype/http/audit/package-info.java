/** The audit log: which subject changed or shared which image, and with which outcome. */
package io.tintype.http.audit;
