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

    static AwsServiceException of(S3Request call, S3Response response) {
        XmlElements error = error(response);
        SdkHttpResponse.Builder sdkResponse = SdkHttpResponse.builder().statusCode(response.status());
        for (String name : List.of("Date", S3ExceptionTranslator.BUCKET_REGION)) {
            String value = response.headers().get(name);
            if (value != null) {
                sdkResponse.appendHeader(name, value);
            }
        }
        String code = error.first("Code");
        String message = error.first("Message");
        return S3Exception.builder()
                .statusCode(response.status())
                .requestId(response.headers().get("x-amz-request-id"))
                .message(call.title())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode(code.isEmpty() ? null : code)
                        .errorMessage(message.isEmpty() ? call.title() : call.title() + ": " + message)
                        .sdkHttpResponse(sdkResponse.build())
                        .build())
                .build();
    }

    /**
     * Returns the error in the body, or an empty one: the sdkResponse to a HEAD has no body, and that of a proxy may not
     * be XML.
     */
    private static XmlElements error(S3Response response) {
        XmlElements nothing = new XmlElements("", Map.of());
        if (response.content().length == 0) {
            return nothing;
        }
        try {
            return XmlElements.read(response.content(), "Code", "Message");
        } catch (SdkClientException _) {
            return nothing;
        }
    }
}
