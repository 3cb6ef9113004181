package io.tintype.security;

import java.util.stream.Stream;

/** Tokens with the claims that issuers document. */
final class IssuerTokens {

    private static final String KEYCLOAK =
            "{'iss':'https://id.test/realms/photos','aud':'account','sub':'c3c4b3da','typ':'Bearer','azp':'gallery','sid':'1',"
                    + "'realm_access':{'roles':['offline_access','uma_authorization']},'scope':'openid email profile',"
                    + "'preferred_username':'ann'}";
    private static final String AUTH0 =
            "{'iss':'https://photos.auth0.test/','sub':'auth0|5f7c','aud':['https://images.test','https://photos.auth0.test/userinfo'],"
                    + "'azp':'client','scope':'openid profile email'";
    private static final String OKTA =
            "{'ver':1,'jti':'AT.1','iss':'https://photos.okta.test/oauth2/default','aud':'api://default','cid':'0oa','uid':'00u',"
                    + "'sub':'ann@example.com',";
    private static final String ADFS =
            "{'aud':'microsoft:identityserver:images','iss':'http://adfs.test/adfs/services/trust','apptype':'Public',"
                    + "'appid':'5f0d','authmethod':'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',"
                    + "'ver':'1.0','scp':'openid','upn':'ann@corp.test'}";
    private static final String ENTRA_V1 =
            "{'aud':'api://images','iss':'https://sts.windows.net/t/','appid':'a','appidacr':'1','tid':'t','oid':'o','sub':'s','ver':'1.0'";
    private static final String ENTRA_V2 =
            "{'aud':'images','iss':'https://login.microsoftonline.com/t/v2.0','azp':'a','azpacr':'1','tid':'t','oid':'o','sub':'s','ver':'2.0'";
    private static final String COGNITO =
            "{'sub':'f02e','token_use':'access','iss':'https://cognito-idp.test/pool','client_id':'5bsj','username':'ann',";
    private static final String COGNITO_ID =
            "{'sub':'f02e','token_use':'id','iss':'https://cognito-idp.test/pool','aud':'5bsj','cognito:username':'ann','email_verified':true}";

    private IssuerTokens() {}

    static Stream<IssuerToken> all() {
        return Stream.of(
                        keycloak(),
                        auth0(),
                        okta(),
                        entra(),
                        entraApplications(),
                        cognito(),
                        others(),
                        machines(),
                        ReportedTokens.all())
                .flatMap(tokens -> tokens);
    }

    private static Stream<IssuerToken> keycloak() {
        IssuerToken user = IssuerToken.of("Keycloak, user", KEYCLOAK);
        IssuerToken lightweight = IssuerToken.of(
                "Keycloak 25 and later, without the scope basic", KEYCLOAK.replace("'sub':'c3c4b3da',", ""));
        IssuerToken client = IssuerToken.of(
                "Keycloak, service account",
                "{'iss':'https://id.test/realms/photos','aud':'account','sub':'b15091','typ':'Bearer','azp':'backup','scope':'profile email','clientHost':'10.0.0.1'}");
        return Stream.of(
                user.grantsAll("c3c4b3da"),
                user.with("TINTYPE_SCOPES", "required").grants("c3c4b3da"),
                user.with("JWT_AUDIENCE", "gallery").isRejected("aud does not name this service"),
                user.with("JWT_AUDIENCE", "gallery")
                        .with("TINTYPE_AUDIENCE_CLAIMS", "azp")
                        .grantsAll("c3c4b3da"),
                user.with("JWT_AUDIENCE", "gallery")
                        .with("TINTYPE_AUDIENCE_CLAIMS", "aud,azp")
                        .isRejected("aud does not name this service"),
                user.with("JWT_AUDIENCE", "other")
                        .with("TINTYPE_AUDIENCE_CLAIMS", "azp")
                        .isRejected("azp does not name this service"),
                IssuerToken.of("Keycloak, client scopes", KEYCLOAK.replace("email", "images:read"))
                        .grants("c3c4b3da", Scope.READ),
                IssuerToken.of("Keycloak, no scope is included", KEYCLOAK.replace("openid email profile", ""))
                        .grants("c3c4b3da"),
                lightweight.isRejected("sub is missing"),
                lightweight.with("TINTYPE_SUBJECT_CLAIM", "preferred_username").grantsAll("ann"),
                lightweight.with("TINTYPE_SUBJECT_CLAIM", "email").isRejected("email is missing"),
                client.grantsAll("b15091"));
    }

    private static Stream<IssuerToken> auth0() {
        IssuerToken user = IssuerToken.of("Auth0, user", AUTH0 + "}");
        IssuerToken permissions =
                IssuerToken.of("Auth0, RBAC", AUTH0 + ",'permissions':['images:read','images:write']}");
        IssuerToken noPermissions = IssuerToken.of("Auth0, RBAC without permissions", AUTH0 + ",'permissions':[]}");
        String machine =
                "{'iss':'https://photos.auth0.test/','sub':'m2m@clients','aud':'https://images.test','azp':'m2m','gty':'client-credentials'";
        return Stream.of(
                user.with("JWT_AUDIENCE", "https://images.test").grantsAll("auth0|5f7c"),
                user.with("JWT_AUDIENCE", "https://images").isRejected("aud does not name this service"),
                permissions.grants("auth0|5f7c"),
                permissions.with("TINTYPE_SCOPE_CLAIMS", "permissions").grants("auth0|5f7c", Scope.READ, Scope.WRITE),
                permissions
                        .with("TINTYPE_SCOPE_CLAIMS", "scope,permissions")
                        .grants("auth0|5f7c", Scope.READ, Scope.WRITE),
                noPermissions.grantsAll("auth0|5f7c"),
                noPermissions.with("TINTYPE_SCOPE_CLAIMS", "permissions").grants("auth0|5f7c"),
                user.with("TINTYPE_SCOPE_CLAIMS", "permissions").grants("auth0|5f7c"),
                user.with("TINTYPE_SCOPE_CLAIMS", "permissions")
                        .with("TINTYPE_SCOPES", "optional")
                        .grantsAll("auth0|5f7c"),
                IssuerToken.of("Auth0, machine", machine + ",'scope':'images:read images:delete'}")
                        .grants("m2m@clients", Scope.READ, Scope.DELETE),
                IssuerToken.of(
                                "Auth0, claim with a namespace",
                                AUTH0 + ",'https://images.test/scopes':['images:share']}")
                        .with("TINTYPE_SCOPE_CLAIMS", "https://images.test/scopes")
                        .grants("auth0|5f7c", Scope.SHARE));
    }

    private static Stream<IssuerToken> okta() {
        IssuerToken adfs = IssuerToken.of("AD FS, user", ADFS);
        return Stream.of(
                IssuerToken.of("Okta, user", OKTA + "'scp':['openid','profile']}")
                        .grantsAll("ann@example.com"),
                IssuerToken.of("Okta, custom scopes", OKTA + "'scp':['openid','images:read','images:share']}")
                        .grants("ann@example.com", Scope.READ, Scope.SHARE),
                IssuerToken.of(
                                "Okta, service",
                                OKTA.replace("'uid':'00u',", "").replace("ann@example.com", "0oa")
                                        + "'scp':['images:write']}")
                        .grants("0oa", Scope.WRITE),
                IssuerToken.of("Okta, groups", OKTA + "'scp':['openid'],'groups':['Everyone','images:delete']}")
                        .grantsAll("ann@example.com"),
                adfs.isRejected("sub is missing"),
                adfs.with("TINTYPE_SUBJECT_CLAIM", "upn").grantsAll("ann@corp.test"),
                adfs.with("TINTYPE_SUBJECT_CLAIM", "upn")
                        .with("JWT_AUDIENCE", "microsoft:identityserver:images")
                        .grantsAll("ann@corp.test"));
    }

    private static Stream<IssuerToken> entra() {
        IssuerToken delegated = IssuerToken.of(
                "Entra v2, user with scope and role", ENTRA_V2 + ",'scp':'images:read','roles':['images:delete']}");
        IssuerToken role = IssuerToken.of(
                "Entra v2, user with a role", ENTRA_V2 + ",'scp':'access_as_user','roles':['images:delete']}");
        return Stream.of(
                IssuerToken.of(
                                "Entra v1, user",
                                ENTRA_V1 + ",'scp':'user_impersonation','unique_name':'ann@corp.test'}")
                        .grantsAll("s"),
                IssuerToken.of("Entra v2, user", ENTRA_V2 + ",'scp':'images:read images:write','name':'Ann'}")
                        .grants("s", Scope.READ, Scope.WRITE),
                IssuerToken.of("Entra v2, subject oid", ENTRA_V2 + ",'scp':'images:read'}")
                        .with("TINTYPE_SUBJECT_CLAIM", "oid")
                        .grants("o", Scope.READ),
                IssuerToken.of("Entra v2, whole scope", ENTRA_V2 + ",'scp':'api://tintype/images:read'}")
                        .grants("s"),
                IssuerToken.of("Entra v2, whole scope", ENTRA_V2 + ",'scp':'api://tintype/images:read'}")
                        .with("TINTYPE_SCOPE_PREFIX", "api://tintype/")
                        .grants("s", Scope.READ),
                IssuerToken.of("Entra v2, other resource", ENTRA_V2 + ",'scp':'api://other/images:read images:write'}")
                        .with("TINTYPE_SCOPE_PREFIX", "api://tintype/")
                        .grants("s"),
                delegated.grants("s", Scope.READ),
                delegated.with("TINTYPE_SCOPE_CLAIMS", "scp,roles").grants("s", Scope.READ),
                role.grants("s"),
                role.with("TINTYPE_SCOPE_CLAIMS", "scp,roles").grants("s", Scope.DELETE),
                IssuerToken.of(
                                "Entra v2, user with a role of another service",
                                ENTRA_V2 + ",'scp':'access_as_user','roles':['Reader']}")
                        .grantsAll("s"),
                IssuerToken.of(
                                "Entra v2, ID token",
                                ENTRA_V2.replace("'azp':'a','azpacr':'1',", "")
                                        + ",'preferred_username':'ann@corp.test'}")
                        .grantsAll("s"),
                IssuerToken.of(
                                "Entra v2, ID token for another client",
                                ENTRA_V2.replace("'azp':'a','azpacr':'1',", "") + "}")
                        .with("JWT_AUDIENCE", "other")
                        .isRejected("aud does not name this service"));
    }

    private static Stream<IssuerToken> entraApplications() {
        IssuerToken roles = IssuerToken.of("Entra v2, application with roles", ENTRA_V2 + ",'roles':['images:read']}");
        IssuerToken others = IssuerToken.of(
                "Entra v2, application with roles of another service",
                ENTRA_V2 + ",'idtyp':'app','roles':['API.WRITER']}");
        return Stream.of(
                IssuerToken.of("Entra v1, application", ENTRA_V1 + ",'idp':'https://sts.windows.net/t/','uti':'u'}")
                        .grants("s"),
                IssuerToken.of("Entra v1, application with roles", ENTRA_V1 + ",'roles':['API.WRITER']}")
                        .grants("s"),
                IssuerToken.of(
                                "Entra v1, managed identity",
                                ENTRA_V1 + ",'idtyp':'app','xms_mirid':'/subscriptions/1'}")
                        .grants("s"),
                IssuerToken.of("Entra v2, application", ENTRA_V2 + "}").grants("s"),
                IssuerToken.of(
                                "Entra v2, application by idtyp",
                                ENTRA_V2 + ",'idtyp':'app','scp':'user_impersonation'}")
                        .grants("s"),
                roles.grants("s"),
                roles.with("TINTYPE_SCOPE_CLAIMS", "scp,roles").grants("s", Scope.READ),
                others.grants("s"),
                others.with("TINTYPE_SCOPE_CLAIMS", "scp,roles").grants("s"),
                others.with("TINTYPE_SCOPE_CLAIMS", "scp,roles")
                        .with("TINTYPE_SCOPES", "optional")
                        .grants("s"),
                IssuerToken.of("roles alone", "{'sub':'app','roles':['admin']}").grants("app"),
                IssuerToken.of("roles that are one text", "{'sub':'app','roles':'admin'}")
                        .grants("app"));
    }

    private static Stream<IssuerToken> cognito() {
        IssuerToken user =
                IssuerToken.of("Cognito, access token", COGNITO + "'scope':'aws.cognito.signin.user.admin'}");
        IssuerToken scoped = IssuerToken.of(
                "Cognito, custom scopes", COGNITO + "'scope':'openid tintype/images:read other/images:delete'}");
        IssuerToken id = IssuerToken.of("Cognito, ID token", COGNITO_ID);
        return Stream.of(
                user.grantsAll("f02e"),
                user.with("JWT_AUDIENCE", "5bsj").isRejected("aud is missing"),
                user.with("JWT_AUDIENCE", "5bsj")
                        .with("TINTYPE_AUDIENCE_CLAIMS", "aud,client_id")
                        .grantsAll("f02e"),
                user.with("JWT_AUDIENCE", "other")
                        .with("TINTYPE_AUDIENCE_CLAIMS", "aud,client_id")
                        .isRejected("client_id does not name this service"),
                scoped.grants("f02e"),
                scoped.with("TINTYPE_SCOPE_PREFIX", "tintype/").grants("f02e", Scope.READ),
                id.with("JWT_AUDIENCE", "5bsj")
                        .with("TINTYPE_AUDIENCE_CLAIMS", "aud,client_id")
                        .grantsAll("f02e"),
                id.with("TINTYPE_SUBJECT_CLAIM", "cognito:username").grantsAll("ann"),
                IssuerToken.of(
                                "Cognito, machine",
                                "{'sub':'5bsj','token_use':'access','client_id':'5bsj','version':2,'scope':'tintype/images:write'}")
                        .with("TINTYPE_SCOPE_PREFIX", "tintype/")
                        .grants("5bsj", Scope.WRITE));
    }

    private static Stream<IssuerToken> others() {
        return Stream.of(
                IssuerToken.of(
                                "Google, ID token",
                                "{'iss':'https://accounts.google.com','azp':'1.apps.test','aud':'1.apps.test','sub':'110169484474386276334','email':'ann@gmail.test','email_verified':true}")
                        .with("JWT_AUDIENCE", "1.apps.test")
                        .grantsAll("110169484474386276334"),
                IssuerToken.of(
                                "Zitadel",
                                "{'iss':'https://zitadel.test','sub':'163840776835432705','aud':['1@photos','2'],'client_id':'1@photos','jti':'9','urn:zitadel:iam:org:project:roles':{'images:read':{'1':'zitadel.test'}}}")
                        .with("JWT_AUDIENCE", "2")
                        .grantsAll("163840776835432705"),
                IssuerToken.of(
                                "Zitadel, roles are an object",
                                "{'sub':'1','urn:zitadel:iam:org:project:roles':{'images:read':{'1':'zitadel.test'}}}")
                        .with("TINTYPE_SCOPE_CLAIMS", "urn:zitadel:iam:org:project:roles")
                        .grants("1"),
                IssuerToken.of(
                                "Authentik",
                                "{'iss':'https://authentik.test/application/o/images/','sub':'a5f3','aud':'client','azp':'client','uid':'u','scope':'openid email profile','groups':['authentik Admins'],'acr':'goauthentik.io/providers/oauth2/default'}")
                        .grantsAll("a5f3"),
                IssuerToken.of(
                                "Dex",
                                "{'iss':'https://dex.test','sub':'CgcyMzQyNzQ5EgZnaXRodWI','aud':'images','at_hash':'h','email':'ann@example.com','groups':['team'],'name':'Ann'}")
                        .grantsAll("CgcyMzQyNzQ5EgZnaXRodWI"),
                IssuerToken.of(
                                "Ory Hydra",
                                "{'aud':[],'client_id':'c','ext':{},'iss':'https://hydra.test','scp':['openid','images:read'],'sub':'ann'}")
                        .grants("ann", Scope.READ),
                IssuerToken.of(
                                "Ory Hydra",
                                "{'aud':[],'client_id':'c','ext':{},'iss':'https://hydra.test','scp':['openid'],'sub':'ann'}")
                        .with("JWT_AUDIENCE", "images")
                        .isRejected("aud does not name this service"),
                IssuerToken.of(
                                "Supabase",
                                "{'aud':'authenticated','role':'authenticated','sub':'8f2c','session_id':'1','app_metadata':{'provider':'email'},'aal':'aal1'}")
                        .grantsAll("8f2c"),
                IssuerToken.of(
                                "FusionAuth",
                                "{'aud':'app','iss':'acme.test','sub':'5a','applicationId':'app','authenticationType':'PASSWORD','roles':['user'],'scope':'openid offline_access'}")
                        .grantsAll("5a"),
                IssuerToken.of(
                                "MicroProfile JWT",
                                "{'iss':'https://mp.test','sub':'ann','upn':'ann@mp.test','groups':['user']}")
                        .grantsAll("ann"));
    }

    private static Stream<IssuerToken> machines() {
        String github =
                "{'iss':'https://token.actions.githubusercontent.com','aud':'https://images.test','sub':'repo:acme/photos:ref:refs/heads/main','repository':'acme/photos','ref':'refs/heads/main','runner_environment':'github-hosted'}";
        return Stream.of(
                IssuerToken.of("GitHub Actions", github)
                        .with("JWT_AUDIENCE", "https://images.test")
                        .grantsAll("repo:acme/photos:ref:refs/heads/main"),
                IssuerToken.of("GitHub Actions", github)
                        .with("JWT_AUDIENCE", "other")
                        .isRejected("aud does not name this service"),
                IssuerToken.of("GitHub Actions", github)
                        .with("TINTYPE_SUBJECT_CLAIM", "repository")
                        .grantsAll("acme/photos"),
                IssuerToken.of(
                                "GitLab CI",
                                "{'iss':'https://gitlab.test','aud':'https://images.test','sub':'project_path:acme/photos:ref_type:branch:ref:main','project_id':'28','ref_protected':'true','runner_id':1}")
                        .grantsAll("project_path:acme/photos:ref_type:branch:ref:main"),
                IssuerToken.of(
                                "Kubernetes, service account",
                                "{'iss':'https://kubernetes.default.svc','aud':['tintype'],'sub':'system:serviceaccount:photos:importer','kubernetes.io':{'namespace':'photos','serviceaccount':{'name':'importer'}}}")
                        .with("JWT_AUDIENCE", "tintype")
                        .grantsAll("system:serviceaccount:photos:importer"),
                IssuerToken.of(
                                "Kubernetes, default audience",
                                "{'iss':'https://kubernetes.default.svc','aud':['https://kubernetes.default.svc'],'sub':'system:serviceaccount:photos:importer'}")
                        .with("JWT_AUDIENCE", "tintype")
                        .isRejected("aud does not name this service"));
    }
}
