package io.tintype.storage.s3.client;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Creates the exceptions that the SDK throws for error responses of S3. */
final class S3ExceptionFactory {

    private S3ExceptionFactory() {}

    static AwsServiceException of(S3Request call, S3Response answer) {
        XmlElements error = error(answer);
        SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(answer.status());
        for (String name : List.of("Date", S3ExceptionTranslator.BUCKET_REGION)) {
            String value = answer.headers().get(name);
            if (value != null) {
                response.appendHeader(name, value);
            }
        }
        String code = error.first("Code");
        String message = error.first("Message");
        return S3Exception.builder()
                .statusCode(answer.status())
                .requestId(answer.headers().get("x-amz-request-id"))
                .message(call.title())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode(code.isEmpty() ? null : code)
                        .errorMessage(message.isEmpty() ? call.title() : call.title() + ": " + message)
                        .sdkHttpResponse(response.build())
                        .build())
                .build();
    }

    /**
     * Returns the error in the body, or an empty one: the response to a HEAD has no body, and that of a proxy may not
     * be XML.
     */
    private static XmlElements error(S3Response answer) {
        XmlElements nothing = new XmlElements("", Map.of());
        if (answer.content().length == 0) {
            return nothing;
        }
        try {
            return XmlElements.read(answer.content(), "Code", "Message");
        } catch (SdkClientException _) {
            return nothing;
        }
    }
}
