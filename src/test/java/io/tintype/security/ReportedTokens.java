package io.tintype.security;

import java.util.stream.Stream;

/** Tokens that other services rejected, misread or failed on, as their users reported. */
final class ReportedTokens {

    private static final String TYMON =
            "{'iss':'https://laravel.test/login','nbf':1700000000,'jti':'x','sub':42,'prv':'23bd'}";
    private static final String DUENDE_CLIENT =
            "{'iss':'https://duende.test','aud':['images'],'client_id':'billing','scope':['images:read','other']}";

    private ReportedTokens() {}

    static Stream<IssuerToken> all() {
        IssuerToken tymon = IssuerToken.of("Laravel, number as sub", TYMON);
        IssuerToken duende = IssuerToken.of("Duende, client without sub", DUENDE_CLIENT);
        return Stream.of(
                IssuerToken.of("Rauthy, sub is null", "{'aud':['rs'],'sub':null,'azp':'rs','scope':'openid'}")
                        .isRejected("sub is missing"),
                IssuerToken.of("Rauthy, sub is null", "{'aud':['rs'],'sub':null,'azp':'rs','scope':'openid'}")
                        .with("TINTYPE_SUBJECT_CLAIM", "azp")
                        .grantsAll("rs"),
                tymon.isRejected("sub is not text"),
                tymon.with("TINTYPE_SUBJECT_CLAIM", "sub").grantsAll("42"),
                IssuerToken.of("number as sub, beyond a long", "{'sub':123456789012345678901234567890}")
                        .with("TINTYPE_SUBJECT_CLAIM", "sub")
                        .grantsAll("123456789012345678901234567890"),
                IssuerToken.of("fraction as sub", "{'sub':42.5}")
                        .with("TINTYPE_SUBJECT_CLAIM", "sub")
                        .isRejected("sub is not text"),
                IssuerToken.of("number as sub, another claim", "{'sub':42,'email':'ann@example.com'}")
                        .with("TINTYPE_SUBJECT_CLAIM", "email")
                        .grantsAll("ann@example.com"),
                IssuerToken.of(
                                "cognito-local, sub is an object",
                                "{'sub':{'Name':'sub','Value':'a19c'},'token_use':'id'}")
                        .isRejected("sub is not text"),
                IssuerToken.of("sub is an object, configured", "{'sub':{'Name':'sub'}}")
                        .with("TINTYPE_SUBJECT_CLAIM", "sub")
                        .isRejected("sub is not text"),
                IssuerToken.of("blank sub", "{'sub':' '}").isRejected("sub is blank or not valid Unicode"),
                duende.isRejected("sub is missing"),
                duende.with("TINTYPE_SUBJECT_CLAIM", "client_id").grants("billing", Scope.READ),
                IssuerToken.of("aud of several", "{'sub':'ann','aud':['other','images','more']}")
                        .with("JWT_AUDIENCE", "images")
                        .grantsAll("ann"),
                IssuerToken.of("aud with a number", "{'sub':'ann','aud':['images',7]}")
                        .with("JWT_AUDIENCE", "images")
                        .isRejected("aud does not name this service"),
                IssuerToken.of("aud is a prefix", "{'sub':'ann','aud':'images-admin'}")
                        .with("JWT_AUDIENCE", "images")
                        .isRejected("aud does not name this service"),
                IssuerToken.of("aud in upper case", "{'sub':'ann','aud':'IMAGES'}")
                        .with("JWT_AUDIENCE", "images")
                        .isRejected("aud does not name this service"),
                IssuerToken.of("aud is an object", "{'sub':'ann','aud':{'images':true}}")
                        .with("JWT_AUDIENCE", "images")
                        .isRejected("aud does not name this service"),
                IssuerToken.of("scopes are null", "{'sub':'ann','scope':null}").grants("ann"),
                IssuerToken.of("scopes are an empty list", "{'sub':'ann','scope':[]}")
                        .grants("ann"),
                IssuerToken.of("scopes are separated by commas", "{'sub':'ann','scope':'images:read,images:write'}")
                        .grants("ann"),
                IssuerToken.of(
                                "upload with scopes of another service",
                                "{'sub':'ann','scope':'openid','max_size':1000}")
                        .grants("ann", Scope.WRITE),
                IssuerToken.of("upload without required scopes", "{'sub':'ann','max_size':1000}")
                        .with("TINTYPE_SCOPES", "required")
                        .grants("ann"),
                IssuerToken.of("upload of an application", "{'sub':'app','roles':['x'],'max_size':1000}")
                        .grants("app"),
                IssuerToken.of("malformed restriction", "{'sub':'ann','image_id':'secret-value'}")
                        .isRejected("image_id is not a UUID"),
                IssuerToken.of("two faults", "{'aud':'other'}")
                        .with("JWT_AUDIENCE", "images")
                        .isRejected("sub is missing; aud does not name this service"),
                IssuerToken.of("nbf is text", "{'sub':'ann','nbf':'yesterday'}")
                        .isRejected("exp, nbf or iat is not a number, or iss is not text"),
                IssuerToken.of("iss is a number", "{'sub':'ann','iss':7}")
                        .isRejected("exp, nbf or iat is not a number, or iss is not text"));
    }
}
